"""Reconcile: set the figures that readers see beside those that others state of the same."""

import pandas as pd

from expectations.audit import audit_reconciliation
from flows.run import Run, utc_now
from flows.settings import AuthoritySettings
from flows.steps import step
from warehouse import ledger
from warehouse.reconciling import Verdict, kept, reconciled, record_reconciliation


@step
def reconcile(run: Run, authority: AuthoritySettings) -> int:
    """
    Set an authority's figures beside published statistics and scorecards; return how many differences lack a reason.

    Where neither ours nor theirs has changed since, nothing is written.
    """
    with run.engine.connect() as connection:
        newest = ledger.latest_load(connection, authority.code)
        found, before = reconciled(connection, authority.code), kept(connection, authority.code)
    measured = any(done.authority_code == authority.code for done in run.summary.publications)
    if newest is not None and (measured or not _said(found).equals(_said(before))) and len(found) + len(before):
        outcome = audit_reconciliation(found, unexplained=Verdict.UNEXPLAINED)
        with run.writing_for(authority.code) as connection:
            record_reconciliation(connection, authority.code, found)
            ledger.record_audit(connection, authority.code, newest.load_id, outcome.findings, utc_now())
    return int((found["verdict"] == Verdict.UNEXPLAINED).sum())


def _said(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what rows say, whatever their order and types."""
    return rows.astype("str").sort_values(list(rows), ignore_index=True)
