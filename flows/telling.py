"""Tell: alerts to their channels, and a few lines to the person who watches."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from flows.alerts import decide, deliver, send_test
from flows.counts import plural
from flows.problems import current_problems, problems_of_run
from flows.run import Run, utc_now
from flows.settings import channels_of, load_settings, owners_of
from flows.steps import step
from flows.summary import ExitCode, ExtractResult, Summary
from warehouse import overview
from warehouse.engine import writing

REMARKS_SHOWN = 5  # of one file


@step
def tell(run: Run) -> int:
    """Decide what is new, worse or over since people were last told, and send it; return how many were sent."""
    channels = channels_of(run.settings)
    told = {
        "channels": channels,
        "owners": owners_of(run.settings, channels),
        "reminders": run.settings.alerts.reminders,
    }
    for code, present in run.present.items():
        with writing(run.engine) as connection:
            problems = current_problems(
                connection,
                code,
                present=present,
                wanted=run.settings.authority(code).at_most_days_old,
                today=utc_now().date(),
            )
            problems += problems_of_run(
                code,
                unopened=run.unopened.get(code, {}),
                failures=run.failed.get(code, []),
                missed=run.missed.get(code, ""),
            )
            decide(connection, problems, scope=[code], now=utc_now(), **told)
    for code in (run.failed.keys() | run.missed.keys()) - run.present.keys():
        with writing(run.engine) as connection:
            problems = problems_of_run(
                code, unopened={}, failures=run.failed.get(code, []), missed=run.missed.get(code, "")
            )
            decide(connection, problems, scope=[], now=utc_now(), **told)
    delivery = deliver(run.engine, channels, now=utc_now(), digest_above=run.settings.alerts.digest_above)
    run.summary.alerts_sent, run.summary.alerts_waiting = delivery.sent, delivery.waiting
    with run.engine.connect() as connection:
        run.summary.published = overview.publications_standing(connection)
    return run.summary.alerts_sent


def send_test_messages(project: Path) -> dict[str, str]:
    """Send a test message to every channel and return what went wrong, by channel; nothing where it arrived."""
    results = send_test(channels_of(load_settings(project)).values())
    return {result.channel: "" if result.delivered else (result.error or "failed") for result in results}


def tell_person(summary: Summary) -> Iterator[str]:
    """Say in a few lines what was loaded, what was held back and why, and what was published."""
    for result in summary.extracts:
        if result.state == "unreadable":
            yield f"UNREADABLE  {result.file_name}: {result.reason}"
        elif result.state == "stopped":
            yield f"STOPPED     {result.file_name}: {result.reason}"
        else:
            yield (
                f"Conformed   {result.file_name}: {plural(result.rows_in, 'row')} = {result.loaded:,} loaded + "
                f"{result.quarantined:,} quarantined + {result.dropped:,} dropped"
            )
            yield from _remarks(result)
    judged = [each for each in summary.extracts if each.state == "conformed"]  # a stopped one is kept whole
    yield from _totals("Quarantined", sum((Counter(each.quarantined_by) for each in judged), Counter()))
    held = sum(each.values_held for each in judged)
    if held:
        yield f"Held        {plural(held, 'value')} outside their code list (rows loaded as unmapped)"
    yield from _totals("Dropped", sum((Counter(each.dropped_by) for each in judged), Counter()))
    if summary.expired:
        went = plural(summary.expired, "entry", "entries")
        yield f"Expired     {went} of the quarantine; their rows count as dropped (retention)"
    for name in summary.left_alone:
        yield f"Left alone  {name}: may still be being written; the next run takes it"
    for name in summary.not_recognised:
        yield f"Not ours    {name}: no format that Lodestar reads"
    for name in summary.elsewhere:
        yield f"Elsewhere   {name}: the same content arrived for another authority, and counts there only"
    for code in summary.busy:
        yield f"BUSY        {code} is being written by another run"
    for missed in summary.unreachable:
        yield f"UNREACHABLE {missed}"
    for failure in summary.failures:
        yield f"FAILED      {failure}"
    for loaded in summary.loads:
        yield f"Loaded      {loaded.authority_code}: load {loaded.load_id}, {plural(loaded.rows, 'fact row')}"
        yield from _totals("Repaired", Counter(loaded.repaired_by))
        yield from _totals("Withdrawn", Counter(loaded.withdrawn_by))
        if loaded.identifiers_joined:
            yield f"Joined      {plural(loaded.identifiers_joined, 'identifier')} to children known by another"
        if loaded.contradictions:
            yield f"Not joined  {plural(loaded.contradictions, 'identifier')} in contradiction, on the quality page"
    for published in summary.publications:
        yield from _published(published)
    if summary.alerts_sent or summary.alerts_waiting:
        yield f"Alerts      {summary.alerts_sent:,} sent, {summary.alerts_waiting:,} waiting for their channel"
    if summary.extracts and not judged and not summary.loads and not summary.failures:
        yield "Unchanged   nothing was loaded; the last load and publication stand, if there are any"
    if not summary.changed and summary.exit_code is ExitCode.SUCCESS:
        yield f"Nothing new: {_not_taken(summary)}."


def _not_taken(summary: Summary) -> str:
    """Say why a run that went well changed nothing, and what readers see now."""
    left = plural(len(summary.left_alone), "file was left alone because it", "files were left alone because they")
    why = [f"{left} may still be being written: run again"] if summary.left_alone else []
    if summary.seen_before or not why:
        why.insert(0, f"{plural(summary.seen_before, 'extract')} seen before")
    stands = "warehouse and publication stand" if summary.published else "nothing is published yet"
    return "; ".join([*why, stands])


def _remarks(result: ExtractResult) -> Iterator[str]:
    """Say what of a file could not be taken; many such remarks are for the quality page."""
    for remark in result.remarks[:REMARKS_SHOWN]:
        yield f"Noticed     {result.file_name}: {remark}"
    if (more := len(result.remarks) - REMARKS_SHOWN) > 0:
        yield f"Noticed     {result.file_name}: {plural(more, 'more remark')}, on the quality page"


def _totals(word: str, by_rule: Counter) -> Iterator[str]:
    if by_rule:
        rules = ", ".join(f"{rule} {count:,}" for rule, count in by_rule.most_common())
        yield f"{word:<12}{plural(by_rule.total(), 'row')}: {rules}"


def _published(published) -> Iterator[str]:
    if published.withheld:
        stands = (
            f"{plural(published.metrics_withheld, 'metric')} not renewed: the last figures stand, marked."
            if published.publication_id
            else "The last publication stands."
        )
        yield f"WITHHELD    {published.authority_code}: {' '.join(published.withheld)} {stands}"
    if published.publication_id is not None:
        yield (
            f"Published   {published.authority_code}: publication {published.publication_id}, "
            f"{published.values:,} figures, {published.new:,} new or changed"
        )
