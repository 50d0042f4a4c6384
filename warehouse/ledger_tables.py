"""Tables that say what arrived, what became of it, what was loaded and what was published."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UnicodeText,
    UniqueConstraint,
)

from warehouse.base import metadata

local_dataset = Table(
    "local_dataset",
    metadata,
    Column("dataset", String(100), primary_key=True, comment="Dataset that a council declared."),
    Column("grain", JSON, nullable=False, comment="Columns of its key, in order."),
    Column("columns", JSON, nullable=False, comment="Type of each column that was ever declared, by name."),
    Column("declared_at", DateTime, nullable=False, comment="When the table was made or last widened, UTC."),
    comment="What the tables of declared datasets hold (registers/*.toml).",
)

run = Table(
    "run",
    metadata,
    Column("run_id", String(36), primary_key=True, comment="Identifier of the run."),
    Column("started_at", DateTime, nullable=False, comment="UTC."),
    Column("heartbeat_at", DateTime, nullable=False, comment="UTC; last sign of life."),
    Column("finished_at", DateTime, comment="UTC; empty while the run goes on, or if it was killed."),
    Column("state", String(20), nullable=False, comment="running, completed, failed, or abandoned (killed)."),
    Column("process", String(200), nullable=False, comment="Host and process number."),
    comment="Runs of the nightly flow, and of commands that write (run_command).",
)

run_command = Table(
    "run_command",
    metadata,
    Column("run_id", ForeignKey("run.run_id"), primary_key=True, comment="The run."),
    Column("command", String(100), nullable=False, comment="What a person asked for, such as quarantine replay."),
    comment="Runs that a person's command opened: they took in nothing, and are no nightly run.",
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(100), primary_key=True, comment="What is held: warehouse, or an authority."),
    Column("run_id", String(36), nullable=False, comment="Run that holds it."),
    Column("expires_at", DateTime, nullable=False, comment="UTC; another run may take over afterwards."),
    comment="One writer at a time.",
)

extract = Table(
    "extract",
    metadata,
    Column("extract_id", String(64), primary_key=True, comment="SHA-256 of the content."),
    Column("authority_code", String(10), index=True, comment="Authority that delivered it; empty if unreadable."),
    Column("format", String(40), nullable=False, comment="cin_census, annex_a, or unknown."),
    Column("file_name", String(400), nullable=False, comment="Name under which it first arrived."),
    Column("size_bytes", Integer, nullable=False, comment="Size of the content."),
    Column("as_at", Date, comment="The day that the extract describes."),
    Column("collection_year", Integer, comment="Year ending 31 March, for yearly returns."),
    Column("issued_at", DateTime, nullable=False, comment="When it was made, where it says so; else archived_at."),
    Column("archived_at", DateTime, nullable=False, comment="UTC."),
    Column("archive_path", String(400), nullable=False, comment="Place in the archive, relative to its root."),
    Column(
        "state",
        String(20),
        nullable=False,
        comment="archived, accepted by a person, conformed, stopped, unreadable, withdrawn by a person.",
    ),
    Column("reason", String(500), comment="Why it was stopped or could not be read. Never a value from inside."),
    Column("run_id", String(36), nullable=False, comment="Run that archived it."),
    Column("load_id", Integer, index=True, comment="Load that first included it; empty until loaded."),
    comment="Extracts: one row for each content that ever arrived.",
)

offer = Table(
    "offer",
    metadata,
    Column("authority_code", String(10), primary_key=True, comment="Authority."),
    Column("offer_id", String(64), primary_key=True, comment="SHA-256 of the place where it lies."),
    Column("mark", String(64), nullable=False, comment="SHA-256 of names, sizes and times, or of the content."),
    Column("first_seen_at", DateTime, nullable=False, comment="UTC; when it was first seen with this mark."),
    Column("extract_ids", JSON, comment="Extracts that it held, once all of it is archived; empty until then."),
    comment="What sources offer, so that what has not changed since is not fetched or unpacked again.",
)

extract_section = Table(
    "extract_section",
    metadata,
    Column("extract_id", ForeignKey("extract.extract_id"), primary_key=True, comment="The extract."),
    Column("section", String(100), primary_key=True, comment="Section of the format."),
    Column("dataset", String(100), nullable=False, comment="Dataset that it feeds."),
    Column("rows_in", Integer, nullable=False, comment="Rows that arrived."),
    Column("rows_loaded", Integer, nullable=False, comment="Rows accepted into the conformed store."),
    Column("rows_quarantined", Integer, nullable=False, comment="Rows held back with a reason."),
    Column("rows_dropped", Integer, nullable=False, comment="Rows left out by a named rule."),
    Column("dropped_by", JSON, nullable=False, comment="Rows left out, by rule."),
    Column("columns", JSON, nullable=False, comment="Columns of the dataset that were delivered."),
    Column("covers_from", Date, comment="First day that the section covers in full."),
    Column("covers_to", Date, comment="Last day that it covers in full."),
    Column("withdraws", String(20), nullable=False, comment="Absence takes back: events, episodes, nothing."),
    Column("complete", String(20), nullable=False, comment="Complete for: events, episodes, nothing."),
    comment="Row accounting: rows_in = rows_loaded + rows_quarantined + rows_dropped, for every section.",
)

delivered_column = Table(
    "delivered_column",
    metadata,
    Column("extract_id", ForeignKey("extract.extract_id"), primary_key=True, comment="The extract."),
    Column("kind", String(100), primary_key=True, comment="Kind of record of the format: a list, a table, a module."),
    Column("number", Integer, primary_key=True, comment="Which column of it, as delivered, from 0."),
    Column("header", String(200), nullable=False, comment="Its header; its letter where that may be no header."),
    Column("place", Integer, nullable=False, comment="Where it stood, from 0; -1 where there is no row of headers."),
    Column("name", String(200), nullable=False, comment="The reader's name for it; empty where it is not used."),
    Column("rows", Integer, nullable=False, comment="Rows looked at."),
    Column("filled", Integer, nullable=False, comment="Of these, rows with a value."),
    Column("dates", Integer, nullable=False, comment="Values that are dates."),
    Column("numbers", Integer, nullable=False, comment="Values that are numbers."),
    comment="Columns as they were delivered, to compare the next extract with. Headers and counts, never a value.",
)

extract_observation = Table(
    "extract_observation",
    metadata,
    Column("extract_id", ForeignKey("extract.extract_id"), primary_key=True, comment="The extract."),
    Column("section", String(100), primary_key=True, comment="Section of the format."),
    Column("measured", String(20), primary_key=True, comment="rows, filled, or code."),
    Column("column", String(100), primary_key=True, comment="Column of the dataset; empty for rows."),
    Column("code", String(100), primary_key=True, comment="Code that the rows have; empty where none is meant."),
    Column("dataset", String(100), nullable=False, comment="Dataset."),
    Column("count", Integer, nullable=False, comment="Rows counted, of the extract's newest four weeks or its year."),
    Column("of", Integer, nullable=False, comment="Rows that it is a share of; for rows, working days."),
    comment="What the newest rows of each extract look like, to tell what is unusual. Counts only.",
)

finding = Table(
    "finding",
    metadata,
    Column("extract_id", ForeignKey("extract.extract_id"), primary_key=True, comment="The extract."),
    Column("section", String(100), primary_key=True, comment="Section of the format."),
    Column("rule", String(100), primary_key=True, comment="Rule code; column checks are named check:column."),
    Column("dataset", String(100), nullable=False, comment="Dataset."),
    Column("severity", String(20), nullable=False, comment="critical, error, warning, note."),
    Column("state", String(20), nullable=False, comment="passed, failed, not applicable, error."),
    Column("message", String(500), nullable=False, comment="What the rule says."),
    Column("evaluated", Integer, nullable=False, comment="Rows judged."),
    Column("failed", Integer, nullable=False, comment="Rows that failed."),
    comment="Outcome of each rule on each section of each extract. Counts only.",
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_id", Integer, primary_key=True, autoincrement=True, comment="Number of the entry."),
    Column("extract_id", ForeignKey("extract.extract_id"), nullable=False, index=True, comment="The extract."),
    Column("authority_code", String(10), nullable=False, comment="Authority."),
    Column("section", String(100), nullable=False, comment="Section of the format."),
    Column("dataset", String(100), nullable=False, comment="Dataset."),
    Column("rule", String(100), nullable=False, comment="First rule that held it back."),
    Column("reason", String(500), nullable=False, comment="All reasons, in words."),
    Column("held", String(10), nullable=False, comment="row: not loaded; value: loaded without the value."),
    Column("source_file", String(400), nullable=False, comment="File."),
    Column("source_sheet", String(200), nullable=False, comment="Sheet or element."),
    Column("source_line", Integer, nullable=False, comment="Line or row, as a person counts."),
    Column("row_number", Integer, nullable=False, comment="Row within the section."),
    Column("record", JSON, nullable=False, comment="The row as it arrived. Personal: never leaves the warehouse."),
    Column("state", String(20), nullable=False, comment="held, or superseded by a newer extract."),
    comment="Rows and values held back, with rule, reason and place.",
)

query_explanation = Table(
    "query_explanation",
    metadata,
    Column("explanation_id", Integer, primary_key=True, autoincrement=True, comment="Number; the newest counts."),
    Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    Column("dataset", String(100), nullable=False, comment="Dataset, or format of what its reader noted."),
    Column("rule", String(100), nullable=False, comment="Rule."),
    Column("collection_year", Integer, nullable=False, comment="Year ending 31 March that the rows are of."),
    Column("rows_explained", Integer, nullable=False, comment="Rows that failed when it was given; more reopen it."),
    Column("reason_code", String(40), nullable=False, comment="Why, as one of a closed list."),
    Column("reason", UnicodeText, nullable=False, comment="Why, in words. May name a child: personal."),
    Column("owner", String(100), nullable=False, comment="Team or colleague whose it is."),
    Column("until", Date, nullable=False, comment="Last day on which it stands."),
    Column("explained_at", DateTime, nullable=False, comment="UTC."),
    Column("explained_by", String(100), nullable=False, comment="Who gave it."),
    Column("withdrawn_at", DateTime, comment="UTC; empty while nobody has taken it back."),
    Column("withdrawn_by", String(100), comment="Who took it back."),
    comment="What was said to queries (warnings) instead of correcting them; append-only but for taking back.",
)

load = Table(
    "load",
    metadata,
    Column("load_id", Integer, primary_key=True, autoincrement=False, comment="Number of the load."),
    Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    Column("run_id", String(36), nullable=False, comment="Run that made it."),
    Column("as_at", Date, nullable=False, comment="Newest as-at date of the extracts included."),
    Column("loaded_at", DateTime, nullable=False, comment="UTC."),
    Column(
        "content_hash", String(64), nullable=False, comment="Hash of what was loaded; the same content, the same hash."
    ),
    Column("table_rows", JSON, nullable=False, comment="Rows of each fact after the load."),
    comment="Loads: each replaces one authority's partition of the star in one transaction.",
)

load_repair = Table(
    "load_repair",
    metadata,
    Column("load_id", Integer, primary_key=True, autoincrement=False, comment="The load."),
    Column("dataset", String(100), primary_key=True, comment="Dataset."),
    Column("rule", String(100), primary_key=True, comment="Rule."),
    Column("rows", Integer, nullable=False, comment="Rows that it concerned."),
    comment="Rows that contradicted one another and were repaired in a load, by rule. Counts only.",
)

load_dataset = Table(
    "load_dataset",
    metadata,
    Column("load_id", ForeignKey("load.load_id"), primary_key=True, comment="The load."),
    Column("dataset", String(100), primary_key=True, comment="Dataset."),
    Column("rows_live", Integer, nullable=False, comment="Natural keys that are so."),
    Column(
        "rows_withdrawn", Integer, nullable=False, comment="Keys that a newer extract covers and no longer contains."
    ),
    comment="What everything that was ever said of a dataset came to in each load: live, or withdrawn.",
)

audit_finding = Table(
    "audit_finding",
    metadata,
    Column("load_id", Integer, primary_key=True, autoincrement=False, comment="Load whose figures were audited."),
    Column("rule", String(100), primary_key=True, comment="Check."),
    Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    Column("severity", String(20), nullable=False, comment="critical withholds the publication; warning is shown."),
    Column("state", String(20), nullable=False, comment="passed, failed, not applicable, error."),
    Column("message", String(500), nullable=False, comment="What the check says."),
    Column("evaluated", Integer, nullable=False, comment="Figures judged."),
    Column("failed", Integer, nullable=False, comment="Figures that failed."),
    Column("audited_at", DateTime, nullable=False, comment="UTC."),
    comment="Outcome of the audit of each load's figures. Counts only.",
)

publication = Table(
    "publication",
    metadata,
    Column("publication_id", Integer, primary_key=True, autoincrement=False, comment="Number of the publication."),
    Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    Column("load_id", Integer, nullable=False, comment="Load it was measured on."),
    Column("run_id", String(36), nullable=False, comment="Run that made it."),
    Column("as_at", Date, nullable=False, comment="The day that the figures describe."),
    Column("published_at", DateTime, nullable=False, comment="Knowledge date: when we knew it, UTC."),
    Column("values_total", Integer, nullable=False, comment="Values in the publication."),
    Column("values_new", Integer, nullable=False, comment="Values that differ from the publication before."),
    Column("definitions_hash", String(64), nullable=False, comment="Hash of the metric definitions used."),
    comment="Atomic releases of metric values, numbered, never overwritten.",
)

publication_pointer = Table(
    "publication_pointer",
    metadata,
    Column("authority_code", String(10), primary_key=True, comment="Authority."),
    Column("publication_id", ForeignKey("publication.publication_id"), nullable=False, comment="What readers see."),
    Column("moved_at", DateTime, nullable=False, comment="UTC."),
    comment="The current publication of each authority; moves only after the audit passes.",
)

withheld_metric = Table(
    "withheld_metric",
    metadata,
    Column("publication_id", ForeignKey("publication.publication_id"), primary_key=True, comment="Publication."),
    Column("metric_code", String(80), primary_key=True, comment="Metric whose figures are those of an earlier load."),
    Column("reason", String(500), nullable=False, comment="Which check its own figures did not pass. Counts only."),
    comment="Metrics that a publication does not renew, because their figures or what they stand on failed a check.",
)

metric_value = Table(
    "metric_value",
    metadata,
    Column("metric_value_id", Integer, primary_key=True, autoincrement=True, comment="Number of the value."),
    Column("authority_code", String(10), nullable=False, comment="Authority."),
    Column("metric_code", String(80), nullable=False, comment="Metric."),
    Column("definition_version", Integer, nullable=False, comment="Version of its definition."),
    Column("cut_name", String(60), nullable=False, comment="What it is cut by; empty for the total."),
    Column("cut_value", String(200), nullable=False, comment="Member of the cut; empty for the total."),
    Column(
        "period_type",
        String(30),
        nullable=False,
        comment="month, quarter, year_to_date, financial_year, rolling_12_months, at_date.",
    ),
    Column("period_start", Date, nullable=False, comment="First day of the period; the day itself for a stock."),
    Column("period_end", Date, nullable=False, comment="Last day of the period."),
    Column("numerator", Float, comment="Count above the line."),
    Column("denominator", Float, comment="Count below the line; empty for counts."),
    Column("value", Float, comment="Unrounded value; empty if not available."),
    Column(
        "value_presented", String(30), nullable=False, comment="Rounded half up as published; z where not available."
    ),
    Column("decimal_places", Integer, nullable=False, comment="Places of the presented value."),
    Column("unit", String(30), nullable=False, comment="count, percent, per 10,000, working days, ..."),
    Column("is_provisional", Boolean, nullable=False, comment="Events of the period are still arriving."),
    Column("is_annualised", Boolean, nullable=False, comment="Rate of a part year, times twelve over its months."),
    Column(
        "population_vintage", String(60), nullable=False, comment="Vintage of the population; empty if none is used."
    ),
    Column("previous_period_start", Date, comment="First day of the period before, for comparison."),
    Column("same_period_last_year_start", Date, comment="First day of the same period last year."),
    Column("as_at", Date, nullable=False, comment="The day that the figures describe."),
    Column("load_id", Integer, nullable=False, comment="Load it was measured on."),
    Column(
        "first_publication_id",
        ForeignKey("publication.publication_id"),
        nullable=False,
        comment="First publication that holds the value.",
    ),
    Column("last_publication_id", Integer, comment="Last publication that holds it; empty while it stands."),
    Index("ix_metric_value_lookup", "authority_code", "metric_code", "period_type", "cut_name", "period_start"),
    UniqueConstraint(
        "authority_code",
        "metric_code",
        "definition_version",
        "cut_name",
        "cut_value",
        "period_type",
        "period_start",
        "period_end",
        "first_publication_id",
        name="uq_metric_value_key",
    ),
    comment="Metric values, append-only: a changed value closes the old row and adds a new one.",
)

load_change = Table(
    "load_change",
    metadata,
    Column("load_change_id", Integer, primary_key=True, autoincrement=True, comment="Number of the entry."),
    Column("load_id", Integer, nullable=False, comment="Load that changed the rows."),
    Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    Column("fact", String(100), nullable=False, comment="Table of the fact."),
    Column("kind", String(20), nullable=False, comment="late_entry, no_longer_there, corrected."),
    Column("columns", JSON, nullable=False, comment="Columns that metrics count by and that differ."),
    Column("days", JSON, nullable=False, comment="By column, the day before and after that puts rows in a period."),
    Column("rows", Integer, nullable=False, comment="Rows that changed so."),
    comment="What loads changed of the rows behind figures, until the next publication has told why. Counts only.",
)

restatement = Table(
    "restatement",
    metadata,
    Column("publication_id", ForeignKey("publication.publication_id"), primary_key=True, comment="Publication."),
    Column("metric_code", String(80), primary_key=True, comment="Metric."),
    Column("period_type", String(30), primary_key=True, comment="Kind of period."),
    Column("period_start", Date, primary_key=True, comment="First day of the period."),
    Column("period_end", Date, primary_key=True, comment="Last day of the period."),
    Column("reason", String(30), primary_key=True, comment="Why the figure is another than the one before."),
    Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    Column("rows", Integer, nullable=False, comment="Rows of the fact behind it; 0 where the reason has none."),
    comment="Figures of wholes that a publication restates, once for each reason.",
)

reconciliation = Table(
    "reconciliation",
    metadata,
    Column("reconciliation_id", Integer, primary_key=True, autoincrement=True, comment="Number of the pair."),
    Column("authority_code", String(10), nullable=False, index=True, comment="Authority."),
    Column("source", String(100), nullable=False, comment="Who states the other figure: a release, or scorecard."),
    Column("measure", String(200), nullable=False, comment="What the other calls it."),
    Column("metric_code", String(80), nullable=False, comment="Metric that it must equal."),
    Column("definition_version", Integer, nullable=False, comment="Version of our definition."),
    Column("part", String(20), nullable=False, comment="What is compared: value, numerator, denominator."),
    Column("cut_name", String(60), nullable=False, comment="What it is cut by; empty for the total."),
    Column("cut_value", String(200), nullable=False, comment="Member of the cut; empty for the total."),
    Column("period_type", String(30), nullable=False, comment="Kind of period."),
    Column("period_start", Date, nullable=False, comment="First day of the period."),
    Column("period_end", Date, nullable=False, comment="Last day of the period."),
    Column("ours", Float, comment="Our figure, as readers see it, unrounded."),
    Column("theirs", Float, comment="The other figure, as stated; empty where a symbol stands."),
    Column("difference", Float, comment="Ours less theirs."),
    Column("tolerance", Float, comment="How large a difference without a known reason may be."),
    Column("verdict", String(30), nullable=False, comment="Agrees, or the known reason for the difference, or none."),
    comment="Our figures beside those that others state of the same, as of the last run. Never averaged.",
)

metric_definition = Table(
    "metric_definition",
    metadata,
    Column("metric_code", String(80), primary_key=True, comment="Metric."),
    Column("definition_version", Integer, primary_key=True, autoincrement=False, comment="Version."),
    Column("catalogue_id", String(10), nullable=False, comment="Number in the catalogue, such as AS04."),
    Column("label", String(300), nullable=False, comment="Name in words."),
    Column("description", Text, nullable=False, comment="Definition in words."),
    Column("formula", Text, nullable=False, comment="Definition in SQL."),
    Column("source", String(200), nullable=False, comment="Whose definition it is."),
    Column("unit", String(30), nullable=False, comment="Unit."),
    Column("polarity", String(20), nullable=False, comment="high is good, low is good, neutral."),
    Column("decimal_places", Integer, nullable=False, comment="Places when presented."),
    comment="Definitions behind the values.",
)
