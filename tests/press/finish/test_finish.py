"""Last touches to a printed file."""

from __future__ import annotations

import gzip
import re
import shutil
import time

import pytest

from portfolio.errors import PublishError
from press.finish import finish
from press.finish.asset_bundle import (
    EVERYWHERE,
    MEASURED,
    NEVER,
    ON_DEMAND,
    SCRIPT,
    STARTERS,
    STYLE,
    scripts_of,
)
from press.finish.finish import finished, finished_site
from press.finish.head_facts import FILE as FACTS_FILE
from press.finish.head_facts import Facts
from press.finish.plain_code import UNCOLOURED
from small_site import SmallSite, build

DIGEST = "a" * 64


@pytest.mark.parametrize(
    ("name", "content", "published"),
    [
        ("a.html", f'href="mystnb.{DIGEST}.css?v=0123abcd" />', f'href="mystnb.{DIGEST}.css" />'),
        ("a.html", f'href="mystnb.{DIGEST}.css"', f'href="mystnb.{DIGEST}.css"'),
        ("a.html", '<div role="doc-biblioentry">', '<div role="listitem">'),
        ("a.html", 'href="theme.css?v=0123abcd"', 'href="theme.css?v=0123abcd"'),
        ("a.js", f"mystnb.{DIGEST}.css?v=0123abcd", f"mystnb.{DIGEST}.css?v=0123abcd"),
    ],
)
def test_a_style_sheet_has_one_digest_in_its_address(name, content, published, tmp_path):
    """Whether Sphinx adds a second one is chance."""
    path = tmp_path / name
    path.write_text(content)
    assert finished(path) == published.encode()


def test_bytes_that_are_no_text_pass_as_they_are(tmp_path):
    """A picture, or a page in another encoding."""
    for name in ("a.png", "a.html"):
        (tmp_path / name).write_bytes(b"\x89\xff\r\n")
        assert finished(tmp_path / name) == b"\x89\xff\r\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """Return a small site of the theme as installed, with an address."""
    return build(tmp_path_factory.mktemp("site"), 'html_baseurl = "https://example.org/book/"\n')


@pytest.fixture(scope="module")
def pages(site: SmallSite) -> dict[str, str]:
    """Return its pages, but for the one that stands for a wrong address."""
    return {name: page for name, page in site.pages().items() if name != "404.html"}


def test_every_script_of_the_theme_is_known(site, pages):
    """A theme that adds or renames one is noticed here."""
    printed = {name: scripts_of((site.printed / name).read_text()) for name in pages}
    asked = {name.removeprefix("_static/") for names in printed.values() for name in names}
    assert asked - {"figures.js"} == {*EVERYWHERE, *ON_DEMAND, *NEVER}


def test_the_theme_measures_boxes_as_it_did(site):
    """Else the replacement of its loop does nothing."""
    theme = (site.printed / "_static/scripts/pydata-sphinx-theme.js").read_text()
    assert theme.count(MEASURED) == 1
    assert MEASURED not in (site.published / SCRIPT).read_text()


def test_the_theme_starts_in_tasks_of_its_own(site):
    """A phone can answer a finger between them."""
    script = (site.published / SCRIPT).read_text()
    assert script.count("setTimeout(() => {(()=>{") == len(STARTERS)


def test_a_page_asks_for_one_style_sheet_and_runs_nothing_before_its_text(pages):
    """Of its own scripts each is deferred; the address of the sheet is right at any depth."""
    for name, page in pages.items():
        root = "../" * name.count("/")
        sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"?]*)', page)
        assert sheets == [f"{root}_static/site.css"], name
        assert all(" defer" in tag for tag in re.findall(r"<script[^>]*src=[^>]*>", page)), name
        assert "preload" not in page, name


@pytest.mark.parametrize(
    ("script", "asking"),
    [
        ("clipboard.min.js", {"chapter.html"}),
        ("copybutton.js", {"chapter.html"}),
        ("togglebutton.js", {"chapter.html"}),
        ("design-tabs.js", {"chapter.html"}),
        ("figures.js", {"chapter.html"}),
        ("searchtools.js", {"search.html"}),
        ("searchindex.js", set()),
        ("bootstrap.js", set()),
        ("fontawesome.js", set()),
    ],
)
def test_a_script_runs_where_it_serves(script, asking, pages):
    """And nowhere else."""
    assert {name for name, page in pages.items() if f"{script}" in page} == asking


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_has_no_mark_in_code_has_the_colour_of_code(site, pages, theme):
    """A style of the theme that gave names another one is noticed here."""
    sheet = (site.published / STYLE).read_text()
    colours = dict(re.findall(rf'"{theme}"\] \.highlight( \.\w+)?{{[^}}]*\bcolor: (#\w+)', sheet))
    assert ".highlight pre{color: inherit}" in sheet
    assert colours.get(" .o"), "operators are coloured, so they keep their marks"
    for name in UNCOLOURED:
        assert colours.get(f" .{name}", colours[""]) == colours[""], name
        assert f'<span class="{name}">' not in pages["chapter.html"]


def test_settings_stand_before_the_script_that_reads_them(pages):
    """Once each; the ones of a script that is not there are gone."""
    assert pages["chapter.html"].count("togglebuttonSelector =") == 1
    assert (
        "toggle"
        not in re.sub(r"sidebar-toggle|toctree-toggle|data-bs-toggle", "", pages["wide.html"]).split("<body")[
            0
        ]
    )
    assert "DOCUMENTATION_OPTIONS" not in "".join(pages.values())


def test_what_no_page_asks_for_is_not_shipped(site):
    """The icon font, source maps, catalogues of other languages, the sheets that were merged."""
    shipped = {path.relative_to(site.published).as_posix() for path in site.published.rglob("*")}
    assert not [name for name in shipped if re.search(r"awesome|webfont|\.map$|locales|macros|logo_", name)]
    assert [name for name in shipped if name.endswith(".css")] == [STYLE]
    assert not site.published.joinpath("_static/scripts/bootstrap.js").exists()


def test_every_file_that_a_page_asks_for_is_shipped(site):
    """Leanness must not break a page."""
    for path in [*site.published.rglob("*.html"), site.published / STYLE]:
        text = path.read_text()
        for address in re.findall(r'(?:src=|href=|url\()"([^"#?:]+)[?#"]', text):
            is_page = path.name == "404.html"
            assert is_page or (path.parent / address).exists(), f"{path.name} asks for {address}"


def test_a_page_is_light(site):
    """With its sheet and every script, compressed; plotly waits for its figure to be seen."""
    heavy = [path for path in (site.published / "_static").rglob("*.*") if "plotly" not in path.name]
    static = sum(len(gzip.compress(path.read_bytes())) for path in heavy if path.suffix in {".js", ".css"})
    page = max(len(gzip.compress(path.read_bytes())) for path in site.published.glob("*.html"))
    assert static + page < 80 * 1024


def test_the_same_printed_files_give_the_same_bytes(site):
    """In whatever order they are named; finishing is quick enough to be done in every build."""
    names = site.names()
    started = time.perf_counter()
    once = finished_site(site.printed, names)
    assert time.perf_counter() - started < 3
    assert finished_site(site.printed, names[::-1]) == once


def test_a_memory_changes_no_byte(site, tmp_path):
    """Nor does a published page that was tampered with."""
    names, memory, published = site.names(), tmp_path / "memory.json", tmp_path / "html"
    made = finished_site(site.printed, names)
    for name, content in made.items():
        (published / name).parent.mkdir(parents=True, exist_ok=True)
        (published / name).write_bytes(content)
    assert finished_site(site.printed, names, published, memory) == made
    (published / "index.html").write_text("tampered with")
    assert finished_site(site.printed, names, published, memory) == made


def test_only_the_page_that_changed_is_finished_again(site, tmp_path, monkeypatch):
    """The others are taken from the published site."""
    copy = shutil.copytree(site.printed, tmp_path / "pages")
    names, memory, published = site.names(), tmp_path / "memory.json", site.published
    finished_site(copy, names, published, memory)
    seen: list[str] = []
    monkeypatch.setattr(finish, "lean_page", lambda page, versions: seen.append(page) or page)
    page = copy / "index.html"
    page.write_text(page.read_text().replace("</article>", "<p>More.</p></article>"))
    finished_site(copy, names, published, memory)
    assert [text.count("<p>More.</p>") for text in seen] == [1]


def test_an_icon_that_the_site_lacks_stops_the_build(site, tmp_path):
    """Rather than leave a hole."""
    copy = shutil.copytree(site.printed, tmp_path / "pages")
    page = copy / "index.html"
    page.write_text(page.read_text().replace("fa-bars", "fa-sausage"))
    with pytest.raises(PublishError, match="no icon 'sausage'"):
        finished_site(copy, site.names())


def test_a_sheet_that_is_not_there_stops_the_build(site, tmp_path):
    """With its name."""
    copy = shutil.copytree(site.printed, tmp_path / "pages")
    (copy / "_static" / "pygments.css").unlink()
    with pytest.raises(PublishError, match=r"a page asks for pygments\.css"):
        finished_site(copy, [name for name in site.names() if "pygments" not in name])


def test_every_page_has_a_description_of_its_own(pages):
    """And a name, a language, one viewport and its address."""
    told = [re.findall(r'<meta name="description" content="([^"]*)"', page) for page in pages.values()]
    assert all(len(texts) == 1 for texts in told)
    assert len({texts[0] for texts in told}) == len(pages)
    for name, page in pages.items():
        assert page.count('name="viewport"') == 1
        assert f'rel="canonical" href="https://example.org/book/{name}"' in page
        assert '<html lang="en"' in page


def test_a_page_calls_itself_what_its_twin_calls_it(site, tmp_path):
    """Each of both names all addresses, and the one in its own language is that which it has itself."""
    twins = {"en": "data/one.html", "fr": "data/two.html"}
    facts = Facts("https://example.org/book/", alternates=dict.fromkeys(twins.values(), twins))
    copy = shutil.copytree(site.printed, tmp_path / "pages")
    (copy / FACTS_FILE).write_text(facts.as_json(), encoding="utf-8")
    made = finished_site(copy, [*site.names(), FACTS_FILE])
    link = re.compile(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">')
    found = {language: dict(link.findall(made[page].decode())) for language, page in twins.items()}
    assert found["en"] == found["fr"]
    assert found["en"].keys() == {"en", "fr", "x-default"}
    for language, page in twins.items():
        assert f'rel="canonical" href="{found["en"][language]}"' in made[page].decode()
    assert not link.search(made["chapter.html"].decode())


def test_the_files_beside_the_pages_are_there(site):
    """For crawlers, and for who got lost."""
    listed = (site.published / "sitemap.xml").read_text()
    assert "<loc>https://example.org/book/</loc>" in listed
    assert "data/one.html" in listed
    assert "search.html" not in listed
    assert "https://example.org/book/sitemap.xml" in (site.published / "robots.txt").read_text()
    assert 'href="/book/index.html"' in (site.published / "404.html").read_text()


def test_the_parts_of_the_contents_open_by_a_button_with_a_name(pages):
    """A screen reader says which part it opens."""
    assert pages["index.html"].count('<summary aria-label="Pages below Data">') == 1
    assert pages["data.html"].count('<summary aria-label="Pages below Data">') == 1
    assert "<summary>" not in pages["index.html"] + pages["data.html"]


@pytest.mark.parametrize(("menu", "name"), [("primary", "Menu"), ("secondary", "On this page")])
def test_each_menu_has_one_button_with_a_name(menu, name, pages):
    """The one that is seen: the theme's script serves the first that it finds."""
    buttons = re.findall(rf'<button class="[^"]*{menu}-toggle[^>]*>', pages["chapter.html"])
    assert len(buttons) == 1
    assert f'aria-label="{name}"' in buttons[0]


def test_a_page_of_another_making_passes_as_it_is(tmp_path):
    """It brings what it needs."""
    (tmp_path / "own.html").write_text("<p>Own.</p>")
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.js").write_text("a")
    assert finished_site(tmp_path, ["own.html", "_static/a.js"]) == {
        "own.html": b"<p>Own.</p>",
        "_static/a.js": b"a",
    }


def test_the_outputs_of_a_page_are_made_readable(tmp_path):
    """Columns of words are marked as such; how, is told in the tests of outputs."""
    page = tmp_path / "page.html"
    table = '<table class="dataframe"><tbody><tr><td>late</td></tr></tbody></table>'
    page.write_text(f'<div class="cell_output">{table}</div>')
    assert b'<td class="words">late</td>' in finished(page)
