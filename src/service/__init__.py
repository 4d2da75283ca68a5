"""Fitted models served over HTTP: reads what chapters handed on, and trains nothing.

From outside to inside: `app` has the routes and what stands around them (`keys`, `body`, `problems`,
`openapi`, `metrics`); `row_reader` holds applicants against a signature; `model_store` has the versions in
use, which evaluate rows as their chapter says (`portfolio.scoring.row_scorer`); `counterfactual` finds what
would have to change, and `reference` has the population around an applicant; `adviser` serves the page that
shows all of it, from `adviser_page`. `answers` writes what is answered and logged; `spool` puts it on disk
first. No request waits for anything else: `background`, a process of its own, copies the `registry` to files
(`mirror`) and moves the spool to a database (`log_database`). So a worker needs neither MLflow nor a
database, starts in a second, and goes on while both are away.
"""
