"""`_config.yml`, read strictly, as Sphinx's configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portfolio.errors import UsageError
from press.jsonschema_import import skip_address_grammars
from press.project import Project
from press.settings.profile import Profile, read_profile
from press.yaml_reader import Document, read_yaml

FILE = "_config.yml"

# Extensions of the stock book that load scripts from other hosts, or serve what this book does not use.
UNUSED = {
    "sphinx_thebe",
    "sphinx_comments",
    "sphinx.ext.intersphinx",
    "sphinx_jupyterbook_latex",  # this book is a site only
}
ALSO_READ = ("only_build_toc_files", "project")  # Jupyter Book reads these, its schema forgot them
OURS = [
    "press.sphinx_ext.figures",
    "press.sphinx_ext.widgets",
    "press.sphinx_ext.results_ext",
    "press.sphinx_ext.page_assets",
    "press.sphinx_ext.translation",
]
REFERENCES = "references.bib"
# Lets Sphinx's own commands read the staged book: `sphinx-build -b gettext _build/stage _build/gettext`
CONF = '''"""Settings of the staged book for Sphinx's own commands; the press does not read this file."""

from pathlib import Path

from press.project import Project
from press.settings.book_config import read_config, sphinx_config

globals().update(sphinx_config(read_config(Project(Path(__file__).parents[2])), Path(__file__).parent))
'''


def read_config(project: Project) -> dict[str, Any]:
    """Return `_config.yml`, checked against Jupyter Book's schema and for unknown keys.

    Raises
    ------
    UsageError
        Broken YAML (with the line), an unknown key (with the nearest), a wrong type, or execution by the
        book: notebooks are executed before it.
    """
    document = read_yaml(project.root / FILE, FILE, nulls=True) or Document(FILE, None)
    config = {} if document.content is None else document.content
    if not isinstance(config, dict):
        raise document.fault(
            (), expected="a mapping", got="a list" if isinstance(config, list) else repr(config)
        )
    document.refuse(list(_faults(document, config)))
    return owned(config, read_profile(project))


def owned(config: Mapping[str, Any], owner: Profile | None) -> dict[str, Any]:
    """Return the settings with the owner's title, name, copyright, address and repository."""
    if owner is None:
        return dict(config)
    own = {"author": owner.name, "title": owner.title, "copyright": owner.copyright}
    settings = {**config, **{key: value for key, value in own.items() if value}}
    if owner.url:
        settings["html"] = {**(config.get("html") or {}), "baseurl": owner.url}
    if owner.repository:
        settings["repository"] = {**(config.get("repository") or {}), "url": owner.repository}
    return settings


def _faults(document: Document, config: dict[str, Any]) -> Iterator[UsageError]:
    """Yield what Jupyter Book's schema, which is strict about types only, and this press refuse."""
    skip_address_grammars()
    from jupyter_book.config import get_validator

    validator = get_validator()
    known: dict[str, Any] = {**validator.schema["properties"], **{name: {} for name in ALSO_READ}}
    yield from (document.unknown((key,), known) for key in config if key not in known)
    for section, schema in known.items():
        below = schema.get("properties") if isinstance(schema, dict) else None
        inside = config.get(section)
        if below and isinstance(inside, dict):
            yield from (document.unknown((section, key), below) for key in inside if key not in below)
    for error in validator.iter_errors(config):
        yield document.fault(tuple(error.path), f": {error.message}")
    execute = config.get("execute")
    if not isinstance(execute, dict) or execute.get("execute_notebooks") not in (False, "off"):
        yield document.fault(
            ("execute", "execute_notebooks"), ' must be "off": notebooks are executed before the book'
        )


def sphinx_config(config: dict[str, Any], stage: Path) -> dict[str, Any]:
    """Return Sphinx's settings for the staged book."""
    from jupyter_book.config import get_final_config

    if (stage / REFERENCES).exists():
        config = {**config, "bibtex_bibfiles": [REFERENCES]}
    settings, _ = get_final_config(
        user_yaml=config, cli_config={"latex_individualpages": False}, sourcedir=stage, validate=False
    )
    extensions = [name for name in settings["extensions"] if name not in UNUSED]
    for left_over in ("comments_config", "thebe_config"):  # settings of the extensions left out
        settings.pop(left_over, None)
    options = dict(settings.get("html_theme_options", {}))
    options.update(use_download_button=False, use_source_button=False, use_fullscreen_button=False)
    settings.update(
        extensions=[*extensions, *[name for name in OURS if name not in extensions]],
        # said here because Sphinx keeps one default for all builds of a process, and each of them adds to it
        source_suffix={".md": "myst-nb", ".ipynb": "myst-nb"},
        external_toc_path=str(stage / "_toc.yml"),
        external_toc_exclude_missing=True,
        exclude_patterns=["_files/**", "_results/**", "_beside/**"],
        gettext_compact=False,  # one catalogue for each page
        html_theme_options=options,
        html_copy_source=False,  # what a page hides must not be published beside it
        html_show_sourcelink=False,
        html_last_updated_fmt=None,
        html_use_index=False,  # the glossary is a page of its own, and search finds the rest
        html_math_renderer="mathml",
        numfig=False,  # numbers would run on over the pages of every scenario; captions state the message
        nb_execution_mode="off",
        nb_output_stderr="remove-warn",
        nb_render_markdown_format="myst",  # the default, CommonMark, shows a table as a row of bars
        suppress_warnings=["myst.domains"],
        myst_heading_anchors=3,
        myst_dmath_allow_space=False,  # "$5 and $10" are prices, here as on GitHub
        myst_dmath_allow_digits=False,
    )
    final: dict[str, Any] = settings
    return final
