"""The book in a second language: French.

What is French, and where it stands:

- A page of prose has a twin, `book/fr/NAME.md`. Its front matter holds the digest of the English page, as
  `translates: "3f2a91c0"`; its marks, such as ``<!-- portfolio: cv -->``, are filled in French.
- A chapter's French stands in `notebooks/NAME.yml` beside the English, as `french:`: title, short name, card,
  captions and text alternatives of the figures to show, and `words`: what recorded texts and labels are
  called. The digests of the English texts stand in `of`. From it the press prints one page, `fr/NAME`; the
  notebook itself, and its scenarios, are read in English.
- Everything short is in one catalogue, `book/fr/words.yml`, under its English text: the interface, the
  owner's profile, the skills. An English text that changes is no longer found there, so these need no digest.

Numbers are links without a text, `[](result:scoring.auc#full)`: the press fills them in and writes them as
French does, so a refresh stales nothing. The wordings of a declared choice are translated under `words`, and
not in the notebook, whose code would then be another: no run is repeated for a translation.

What holds (`findings`): every English text has its French; none was edited since its French was written;
numbers, links, code, formulas and citations are the same on both sides (`agreement`); the typography is
French (`typography`). A finding names file and line. A build tells the findings and prints all the same, each
chapter whose texts are complete; `portfolio check` and a frozen build refuse them.

To add a language: its marks in `numbers.MARKS`, its rules in `typography`, a folder of `book`.
"""
