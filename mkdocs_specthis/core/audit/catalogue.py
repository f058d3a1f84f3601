"""Every rule: what it is called, how much it weighs, what it says in one line.

The reference of the documentation is held complete against this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mkdocs_specthis.core.model.finding import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    severity: Severity
    """The usual one; a rule may weigh less where its paragraph says so."""
    title: str
    holds: bool = True
    """False for an error that holds no run: only a run can show whether it still stands, or no run rests on it."""


CATALOGUE: Mapping[str, Rule] = MappingProxyType(
    {
        # files
        "not-utf8": Rule(ERROR, "A spec is no plain UTF-8 text."),
        "file-too-large": Rule(ERROR, "A spec, or a script that is read for its imports, is larger than 4 MiB."),
        "file-irregular": Rule(
            ERROR, "A spec is a folder, link out of the project, FIFO or device, or cannot be read."
        ),
        "file-shadowed": Rule(WARNING, "A folder of specs could not be entered."),
        # frontmatter
        "frontmatter-unclosed": Rule(ERROR, "The frontmatter is never closed."),
        "frontmatter-invalid": Rule(ERROR, "The frontmatter is not the YAML that a spec takes."),
        "frontmatter-alias": Rule(ERROR, "The frontmatter uses YAML anchors or aliases."),
        "frontmatter-duplicate-key": Rule(ERROR, "A key or dependency is given twice."),
        "unknown-key": Rule(ERROR, "A key of the frontmatter is unknown."),
        "name-mismatch": Rule(ERROR, "`name` is not the file's stem."),
        "name-duplicate": Rule(ERROR, "Two specs have the same stem, whatever the case."),
        "kind-unknown": Rule(ERROR, "`kind` is missing or not one of the six."),
        "host-doc-missing": Rule(ERROR, "A report spec has no `host_doc`."),
        "section-label-missing": Rule(ERROR, "A report spec has no `section_label`."),
        "depends-on-unknown": Rule(ERROR, "`depends_on` names a spec that does not exist."),
        "depends-on-unmentioned": Rule(WARNING, "A dependency is never mentioned in the body."),
        "spec-unused": Rule(NOTE, "No spec depends on a definitions or templates spec."),
        "pair-missing": Rule(NOTE, "A `compute-x` spec has no `report-x`, or the other way round."),
        # structure
        "entries-heading": Rule(ERROR, "A heading is nearly `## Entries`, or stands in a spec that holds no entries."),
        "entry-name-invalid": Rule(ERROR, "A heading among the entries is no name of an entry."),
        "entry-duplicate": Rule(ERROR, "Two entries have the same name, whatever the case."),
        "entry-outside-section": Rule(ERROR, "A block has fields and stands outside `## Entries`."),
        "fields-outside-entry": Rule(ERROR, "Fields stand between `## Entries` and the first entry."),
        "no-entries": Rule(WARNING, "A compute, report or figure spec has no entries."),
        "artefact-design-missing": Rule(NOTE, "A report spec has no `## Artefact design`."),
        "exhibit-words": Rule(WARNING, "A compute spec speaks of tables and figures."),
        "heading-differs": Rule(WARNING, "A heading is read differently here and on the page."),
        "fence-unclosed": Rule(ERROR, "Fenced code is never closed."),
        "comment-unclosed": Rule(ERROR, "An HTML comment is never closed."),
        # fields
        "unknown-field": Rule(ERROR, "A field is unknown, or stands in an entry of the wrong kind."),
        "field-duplicate": Rule(ERROR, "A field is given twice."),
        "field-missing": Rule(ERROR, "A required field is missing."),
        "field-value": Rule(ERROR, "A field's value is none that it takes."),
        "status-value": Rule(ERROR, "`Status` is neither `script TBD` nor `script ready`."),
        "path-invalid": Rule(ERROR, "A path is no path of a project file."),
        "path-outside": Rule(ERROR, "A path, or a link on the way, leads out of the project."),
        "output-folder": Rule(ERROR, "An output is not below the results or reports folder."),
        "output-not-json": Rule(ERROR, "The `Output` of a compute entry is no JSON file."),
        "output-duplicate": Rule(ERROR, "Two entries declare the same output, whatever the case."),
        "output-is-source": Rule(ERROR, "An output is also a script, workflow file or input of the same entry."),
        "command-invalid": Rule(ERROR, "A command cannot be run as it is written."),
        "command-shell": Rule(WARNING, "A command holds a sign that only a shell would heed."),
        # graph
        "cycle": Rule(ERROR, "Entries rest on each other in a circle."),
        "consumes-unknown": Rule(ERROR, "`Consumes` names what is neither an entry nor a spec with entries."),
        "consumes-missing": Rule(ERROR, "`Consumes` leaves out an entry whose output is used."),
        # working tree
        "script-missing": Rule(ERROR, "A script is not there although the author says `script ready`."),
        "workflow-missing": Rule(ERROR, "A workflow file is not there."),
        "input-missing": Rule(ERROR, "An input is not there and no receipt knows it."),
        "input-deleted": Rule(WARNING, "An input that git has was deleted in this working tree."),
        "glob-no-match": Rule(ERROR, "A glob matches nothing."),
        "glob-reaches-artefacts": Rule(ERROR, "A glob of inputs or workflow files reaches into results or reports."),
        "link-to-artefact": Rule(ERROR, "An input, script or workflow file is a link to an artefact."),
        "file-not-regular": Rule(ERROR, "What an entry names is no regular, readable file of the project."),
        "root-unknown": Rule(WARNING, "A named data root is not set on this machine."),
        "merge-conflict": Rule(ERROR, "A merge left its marks in a spec, script, module or workflow file."),
        "syntax-error": Rule(ERROR, "A Python script or module does not parse."),
        "import-unresolved": Rule(ERROR, "A local import leads to no file."),
        "result-in-prose": Rule(NOTE, "A number of an artefact stands in a spec's prose."),
        "result-unmade": Rule(WARNING, "A script reads a result that no entry makes."),
        "compute-writes-reports": Rule(WARNING, "A compute script writes below the reports folder."),
        "compute-plots": Rule(WARNING, "A compute script loads a library that draws."),
        "export-writes-results": Rule(WARNING, "An export script writes below the results folder."),
        "undeclared-input": Rule(ERROR, "A project file is named by a script or command and declared nowhere."),
        "nondeterministic": Rule(ERROR, "Another run of the same content gave other bytes.", holds=False),
        "undeclared-opened": Rule(ERROR, "The last run opened a project file that is declared nowhere.", holds=False),
        # paper
        "host-document-missing": Rule(ERROR, "A host document is not there, or cannot be read.", holds=False),
        "label-missing": Rule(ERROR, "The label that a spec names is not in its host document.", holds=False),
        "orphaned-export": Rule(WARNING, "An exported file is included in no host document."),
        "export-conditional": Rule(NOTE, "An exported file is in the paper under a condition alone."),
        "stale-routing": Rule(WARNING, "A host document includes what no entry exports, or nobody knows which."),
        "section-mismatch": Rule(WARNING, "An exported file is included in another section than its spec says."),
        "section-version-missing": Rule(WARNING, "A section does not say which results it was written against."),
        "version-file-missing": Rule(WARNING, "The file with the version of the results is not there."),
        "include-missing": Rule(WARNING, "A file that a host document reads is not there."),
        "include-left-out": Rule(NOTE, "`\\includeonly` leaves out a part of a host document."),
        "include-cycle": Rule(WARNING, "Files of a host document read each other in a circle."),
        "include-unreadable": Rule(WARNING, "A part of a host document cannot be read."),
        # ledgers and settings
        "ledger-unreadable": Rule(ERROR, "A ledger cannot be read."),
        "ledger-orphan": Rule(NOTE, "A ledger holds records of an entry that no longer exists."),
        "event-torn": Rule(WARNING, "The last line of the event log is cut short."),
        "event-unreadable": Rule(WARNING, "A line of the event log cannot be read."),
        "index-malformed": Rule(WARNING, "The index or the routing for tools is not what its schema asks for."),
        "settings-invalid": Rule(ERROR, "The settings cannot be read, or a value is none that it takes."),
        "settings-unknown-key": Rule(ERROR, "A key of the settings is unknown."),
        "silence-invalid": Rule(WARNING, "A comment to silence a finding is none, or says no reason."),
        "silence-unused": Rule(NOTE, "A silence silences nothing."),
        "no-specs": Rule(NOTE, "There are no specs."),
        "nothing-declared": Rule(NOTE, "There are specs, and no entry in any of them."),
    }
)
