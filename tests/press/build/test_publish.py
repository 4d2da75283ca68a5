"""What a publication leaves behind, and the hook between laying out and swapping."""

from __future__ import annotations

from press.build import publish as publish_module
from press.releases.releases import releases
from press.releases.swap import tree_digests
from tests_support import RECORDS

OTHER = RECORDS.replace("42.5", "50.0")


def test_each_publication_is_kept_as_a_release(build, one):
    """With the digest of every file and what it said."""
    built = build()
    (release,) = releases(one.project.build)
    assert built.site["release"] == release.sequence == 1
    assert dict(release.files) == tree_digests(one.project.site)
    run = release.told["runs"]["one/default"]
    assert run["page"] == "notebooks/one"
    assert run["parameters"] == {"city": "Rome", "seed": 0}
    assert [value["value"] for value in run["values"]] == [42.5]


def test_a_build_that_publishes_nothing_makes_no_release(build, one):
    """Only what was published can be restored."""
    build()
    assert build().site["published"] is False
    assert len(releases(one.project.build)) == 1


def test_a_publication_of_the_same_bytes_makes_no_release(build, one):
    """A file that no page shows is an input all the same."""
    build()
    one.write("book/unused.txt", "x")
    assert build().site["published"] is True
    assert len(releases(one.project.build)) == 1


def test_the_text_for_a_pull_request_tells_what_changed(build, one):
    """First that nothing is known yet, then the value."""
    build()
    text = one.project.build / "changes.md"
    assert "first release" in text.read_text()
    one.notebook("one", OTHER)
    build()
    assert "one/default.answer: 42.5 -\\> 50.0" in text.read_text()


def test_the_hook_sees_the_next_site_and_what_is_published_now(build, one, monkeypatch):
    """Folder, published pages, rows of the report and what was asked for."""
    build()
    one.notebook("one", OTHER)
    seen = []
    monkeypatch.setattr(publish_module, "admit", lambda *given: seen.append(given) or {"weights": 2})
    build()
    ((_, folder, published, finished, deletions),) = seen
    assert folder == one.project.build / "html.next"
    assert set(published) == {"index.html", "notebooks/one.html"}
    assert finished[0].status == "executed"
    assert not deletions
    assert releases(one.project.build)[-1].told["checks"] == {"weights": 2}
