"""Checking files against a registry's shapes alone: real samples, wrong files, the command."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from places import SHARED
from registry_cases import data
from shape_cases import CASES, SHAPES, as_expectations

from credgraph import cli
from credgraph.errors import BadParameter, CredGraphError, UnknownShapes
from credgraph.resources import root
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding, Severity
from credgraph.validation.registries import check_files, registry_names
from credgraph.validation.validator import validate

SAMPLES = SHARED / "registries" / "ctdl-samples"
PUBLISHED = (
    "RA_CareerBridge_AggregateDataProfile_output",
    "RA_Credential_PublishDetailedRecord_API_output",
    "RA_Credential_WithOutcomeData_output",
    "RA_ProPath_Published",
    "SD_Competency-Frameworks_SampleCompetencyFramework_with_Envelope",
    "ingest_Credential_1_Credential-1",
    "ingest_Credential_1_Credential-1-graph",
    "ingest_LearningProgram_1_LearningProgram-1-graph",
    "ingest_Organization_1_Organization-1",
)
# The examples of the CTDL handbook show one idea each and leave out the rest of a record; the
# registry would take none of them. What each leaves out, by the end of the record's address:
NAME_ALONE = "agentSectorType agentType contact ctid description subjectWebpage"
FRAGMENTS = {
    "SD_HandbookExamples_CredentialTypes_basicDescription": {
        "181029a3-3a7d-426f-935f-4218e68a09c6": NAME_ALONE,  # the university that awards
        "ac346c60-9f8c-4130-b955-ed947603fbd4": NAME_ALONE,  # the agency that regulates
        "6ca7423e-b67e-466d-9c55-7627b0991cb5": (  # a degree of the type that is shown
            "credentialStatusType ctid description inLanguage subjectWebpage"
        ),
        "74227472-0257-407c-8528-53653ae5e13b": "",  # its label is in no language; see below
    },
    "SD_HandbookExamples_EducationToWork_relatedOccupations": {
        "3fe531a0-0ad2-4cd6-af5c-5d2ba923b777": NAME_ALONE,
        "c2405507-a2bb-4c01-ae1c-272a53f60a7f": NAME_ALONE,
        "3217399b-f9d3-4fc6-a7b9-70f4ec436519": "ctid",
        "c3b3abf0-3d52-4dff-8207-0c20d2a7e1d8": "ctid",
    },
    "SD_HandbookExamples_SupportClasses_financialAssistForTravel-example": {
        "e74cb5f7-e043-47af-afac-20781a27d1f3": NAME_ALONE,
        "abdee59f-9774-45db-abc2-7c5fdca85ed9": "name",  # the assistance has a type alone
    },
    "SD_HandbookExamples_SupportClasses_jobPay-example": {
        "c71c2ab0-f037-42fe-98d1-b9793de72c10": (  # a scheme of grades with an rdfs:label alone
            "ceasn-description ceasn-inLanguage ceasn-name ctid hasTopConcept publicationStatusType"
        ),
        "c1d17f9d-29bc-4488-95ad-f3ce94a061f3": "ctid",  # a grade
        "d2ede5c5-e3bf-40f3-87eb-93f06560c872": "ctid description offeredBy",  # a job, for its pay
    },
}
PLAIN_LABEL = ("value-skos-prefLabel", "74227472-0257-407c-8528-53653ae5e13b")
NOT_RECORDS = {
    "RA_CredentialGraphSampleInput": "the record in this file is under 'GraphInput'",
    "RA_Credential_PublishDetailedRecord_API_Input": "line 186: this is not JSON",
    "afterward-ctdl-coverage": "this is JSON without a @context, so it is not JSON-LD",
}


def sample(name: str) -> Path:
    path = SAMPLES / f"{name}.json"
    if not path.exists():
        pytest.skip("the registries' samples are not beside this checkout")
    return path


def violations(findings: list[Finding]) -> set[tuple[str, str]]:
    """The rule and the end of the record's address of each Violation."""
    return {
        (f.shape.removeprefix(f"{SHAPES}ctdl-"), f.focus.rpartition("/ce-")[2])
        for f in findings
        if f.severity is Severity.VIOLATION
    }


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_record_has_no_violation(name: str) -> None:
    assert violations(check_files([sample(name)], "ctdl")) == set()


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_handbook_example_breaks_only_the_requirements_it_leaves_out(name: str) -> None:
    lacking = {
        (f"required-{part}", record)
        for record, parts in FRAGMENTS[name].items()
        for part in parts.split()
    }
    found = violations(check_files([sample(name)], "ctdl"))
    assert found - {PLAIN_LABEL} == lacking
    assert (PLAIN_LABEL in found) == (PLAIN_LABEL[1] in FRAGMENTS[name])


@pytest.mark.parametrize("name", NOT_RECORDS)
def test_a_file_without_records_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(CredGraphError) as caught:
        check_files([sample(name)], "ctdl")
    assert NOT_RECORDS[name] in str(caught.value)


def test_every_sample_is_checked_or_refused() -> None:
    sample(PUBLISHED[0])
    names = {path.stem for path in SAMPLES.glob("*.json")}
    assert names == {*PUBLISHED, *FRAGMENTS, *NOT_RECORDS}


CONTEXT = "https://credreg.net/ctdl/schema/context/json"
COSTS = {
    "@context": CONTEXT,
    "@id": "https://example.org/cpt",
    "ceterms:ownedBy": {"ceterms:name": {"en": "MSSC"}, "@type": "ceterms:Organization"},
    "ceterms:estimatedCost": [
        {"@type": "ceterms:CostProfile", "ceterms:price": 90},
        {"@type": "ceterms:CostProfile", "ceterms:price": "about 120", "ceterms:currency": "USD"},
    ],
}


@pytest.mark.parametrize("engine", list(Engine))
def test_a_blank_node_is_labelled_by_its_place_and_name(tmp_path: Path, engine: Engine) -> None:
    if engine is Engine.RUST and not find_spec("shacl"):
        pytest.skip("the Rust engine has no wheel here")
    path = tmp_path / "costs.jsonld"
    path.write_text(json.dumps(COSTS), "utf-8")
    found = {(f.focus, f.shape.rpartition("-")[2]) for f in check_files([path], "ctdl", engine)}
    record = "https://example.org/cpt"
    assert (f"ceterms:estimatedCost 1 of {record}", "pricedInCurrency") in found
    assert (f"ceterms:estimatedCost 2 of {record}", "price") in found
    assert (f'ceterms:ownedBy of {record} ("MSSC")', "page") in found


@pytest.mark.parametrize("engine", list(Engine))
def test_the_ctdl_shapes_need_no_other_file(engine: Engine) -> None:
    """Anybody may take the one file: it restates the prefixes of its queries."""
    if engine is Engine.RUST and not find_spec("shacl"):
        pytest.skip("the Rust engine has no wheel here")
    alone = (root() / "shapes" / "registries" / "ctdl.ttl").read_text("utf-8")
    triples = data(CASES / "registries" / "ctdl" / "invalid.pathway-without-destination.ttl")
    assert as_expectations(validate(triples, shapes=alone, engine=engine)) >= {
        ("Violation", "ctdl-rule-destination", "https://example.org/sample"),
        ("Violation", "ctdl-required-owner", "https://example.org/sample"),
    }


def test_files_are_checked_together(tmp_path: Path) -> None:
    ctid = "ce-3f2b8c1e-5d47-4a6b-9c0e-7a1d2e3f4b5c"
    paths = [tmp_path / "one.ttl", tmp_path / "two.jsonld"]
    paths[0].write_text(f'<urn:one> <https://purl.org/ctdl/terms/ctid> "{ctid}" .', "utf-8")
    two = {"@context": CONTEXT, "@id": "urn:two", "ceterms:ctid": ctid}
    paths[1].write_text(json.dumps(two), "utf-8")
    assert all(check_files([path], "ctdl") == [] for path in paths)
    shared = check_files(paths, "ctdl")
    assert [f.focus for f in shared] == ["urn:one", "urn:two"]
    assert {f.shape for f in shared} == {f"{SHAPES}ctdl-rule-ctidUnique"}


def test_a_record_with_only_a_class_breaks_the_other_requirements(tmp_path: Path) -> None:
    path = tmp_path / "bare.jsonld"
    bare = {"@context": CONTEXT, "@id": "urn:a", "@type": "ceterms:Certification"}
    path.write_text(json.dumps(bare), "utf-8")
    assert ("required-owner", "urn:a") in violations(check_files([path], "ctdl"))


def test_unknown_shapes_suggest_the_nearest() -> None:
    with pytest.raises(UnknownShapes, match=r"called 'CTLD'; did you mean ctdl\?"):
        check_files(["x.ttl"], "CTLD")


def test_shapes_without_files_are_refused() -> None:
    with pytest.raises(BadParameter, match="ctdl shapes check files; name at least one"):
        check_files([], "ctdl")


def run(*arguments: str | Path) -> int:
    return cli.main([*map(str, arguments)])


def test_the_command_checks_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "costs.jsonld"
    path.write_text(json.dumps(COSTS), "utf-8")
    assert run("validate", "--shapes", "ctdl", path) == 1
    out, err = capsys.readouterr()
    assert "ceterms:estimatedCost 2 of https://example.org/cpt" in out
    assert '"about 120"^^xsd:decimal' in out
    assert err.startswith("Checked 4 records: 2 CostProfiles, 1 without a class, 1 Organization; ")
    assert "; 2 Violations, " in err
    good = COSTS | {"ceterms:estimatedCost": []}
    path.write_text(json.dumps(good), "utf-8")
    assert run("validate", "--shapes", "ctdl", "--format", "csv", path) == 0


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("@prefix a: <http://x/> .\na:b a:c a:d ; a:e ] .", "broken.ttl", "broken.ttl, line 2: "),
        (
            "<urn:a> <urn:b> <urn:c> .",
            "other.ttl",
            "it holds nothing that the ctdl shapes apply to",
        ),
        ("[" * 100_000, "deep.jsonld", "deep.jsonld: this is nested deeper than 100 levels"),
        (
            '{"@context": "http://127.0.0.1:9/c", "@id": "a"}',
            "c.json",
            "its context is at http://127.0.0.1:9/c,",
        ),
        ("", "empty.json", "this is not JSON"),
    ],
)
def test_the_command_refuses_a_file_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, name: str, message: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    assert run("validate", "--shapes", "ctdl", tmp_path / name) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


def test_the_command_lists_the_known_shapes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("validate", "--shapes", "ctd", "x.ttl") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "did you mean ctdl?" in line
    assert line.endswith(f"choose from {', '.join(registry_names())}")
    assert run("validate", "--shapes", "ctdl") == 2
    assert capsys.readouterr().err == "credgraph: ctdl shapes check files; name at least one\n"
