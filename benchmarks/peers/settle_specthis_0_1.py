"""Runs inside of specthis 0.1.15's own environment: fills both of its ledgers as its `build` and `vouch` would.

Uses that program's own functions throughout, all entries at once instead of one process for each.
"""

import sys
from dataclasses import asdict
from pathlib import Path

from specthis import hashing
from specthis.check import code_manifest, code_sha, expected_inputs, step_digest, topo_order
from specthis.ledger import RUNS_FILE, VOUCHES_FILE, Run, Vouch, _write_toml
from specthis.parse import load_project

WHEN = "2026-01-01T00:00:00Z"


def run_of(project, entry, runs):
    inputs = expected_inputs(project, entry, runs)
    return Run(
        signature=hashing.signature(inputs),
        output=", ".join(entry.outputs),
        output_sha=hashing.output_sha(project.root, entry.outputs),
        ran=WHEN,
        executor="benchmark",
        inputs=inputs,
        outputs=hashing.files_manifest(project.root, entry.outputs),
    )


def vouch_of(project, entry):
    return Vouch(
        spec_sha=entry.spec.spec_sha,
        code_sha=code_sha(project, entry),
        verdict="ok",
        attester="benchmark",
        vouched=WHEN,
        spec_contract_sha=entry.contract_sha,
        spec_block_sha=entry.block_sha,
        step_sha=step_digest(project, entry) or "",
        code_manifest=code_manifest(project, entry),
    )


def rows(claims):
    told = {name: asdict(claim) for name, claim in sorted(claims.items())}
    return {name: {key: value for key, value in row.items() if value is not None} for name, row in told.items()}


def main(root):
    project = load_project(root)
    runs, vouches = {}, {}
    with hashing.memoizing():
        for name in topo_order(project):
            runs[name] = run_of(project, project.entries[name], runs)
            vouches[name] = vouch_of(project, project.entries[name])
    _write_toml(project.specs_dir / RUNS_FILE, rows(runs))
    _write_toml(project.specs_dir / VOUCHES_FILE, rows(vouches))


main(Path(sys.argv[1]))
