// The search page: chapters first, then skills, the CV and the rest; one entry a page, with a sentence of its prose.
// It takes the place of Sphinx's own script and reads the same index; the press fills in PAGES.
var Search = (() => { // eslint-disable-line no-var -- the index calls it by name
  "use strict";
  const { pages, tags, languages } = __PAGES__;
  const { lang, dataset: { content_root: root = "" } } = document.documentElement;
  const KINDS = { card: 0, page: 1, cv: 2, skills: 3, chapter: 4 };
  const WHOLE = 5, PART = 1, TITLE = 3, EXCERPTS = 8, LENGTH = 240;
  const { say } = window;
  const twins = `${lang === "en" ? say("Also run as:") : say("In English:")} `;
  const counted = (count) => (count === 1 ? say("One page for “{}”", asked) : say("{} pages for “{}”", count, asked));
  const kinds = { card: say("Card"), page: "", cv: say("CV"), skills: say("Skills"), chapter: say("Chapter") };
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const terms = words(asked);
  const told = (name) => pages[name] ?? { kind: "page" };
  // A page in another language is found by its readers alone; theirs stands for the one that it translates.
  const languageOf = (name) => languages.find((one) => name.startsWith(`${one}/`)) ?? "en";
  const readable = (name) => ["en", lang].includes(languageOf(name));
  // Where in a list the words stand, -1 for nowhere: authors name first what a chapter is most about.
  const place = (list) => (list ?? []).findIndex((one) => ` ${words(one).join(" ")}`.includes(` ${terms.join(" ")}`));
  const says = (list) => place(list) >= 0;

  // How often each page holds all the words; a whole word counts more than the beginning of one.
  const scores = (index) => {
    const stemmer = new Stemmer();
    const wanted = terms.filter((term) => !stopwords.includes(term));
    const found = wanted.map((term) => {
      const mine = new Map();
      const stem = stemmer.stemWord(term);
      const count = (list, weight) => Object.keys(list).forEach((key) => {
        const word = plain(key);
        const score = word === stem || word === term ? WHOLE : term.length > 2 && word.startsWith(term) ? PART : 0;
        if (score) [list[key]].flat().forEach((page) => mine.set(page, (mine.get(page) ?? 0) + weight * score));
      });
      count(index.terms, 1);
      count(index.titleterms, TITLE);
      return mine;
    });
    const all = index.docnames.map((name, page) => [name, found.map((mine) => mine.get(page) ?? 0)]);
    return new Map(all.filter(([name, each]) => readable(name) && each.length && each.every(Boolean))
      .map(([name, each]) => [name, each.reduce((sum, one) => sum + one)]));
  };

  // One entry for a chapter and its further runs.
  const entries = (index) => {
    const found = new Map();
    const titles = new Map(index.docnames.map((name, page) => [name, index.titles[page]]));
    const add = (name, score) => {
      const page = told(name), first = page.of ?? name, main = told(first).in?.[lang] ?? first, own = told(main);
      const entry = found.get(main) ?? { name: main, title: own.title ?? titles.get(main), kind: own.kind, score: 0,
        named: says(own.keywords), place: place(own.keywords), twins: new Map() };
      const original = Object.keys(pages).find((one) => pages[one].in?.[lang] === main);
      [original, name].filter((one) => one && one !== main && titles.has(one)).forEach((one) => {
        entry.twins.set(one, told(one).title ?? titles.get(one));
      });
      entry.score = Math.max(entry.score, score);
      found.set(main, entry);
    };
    scores(index).forEach((score, name) => add(name, score));
    Object.keys(pages).filter((name) => titles.has(name) && readable(name) && says(pages[name].keywords)).forEach((name) => {
      if (!found.has(name)) add(name, 0);
    });
    const mine = (entry) => languageOf(entry.name) === lang;
    return [...found.values()].sort((a, b) => mine(b) - mine(a) || b.named - a.named
      || KINDS[b.kind] - KINDS[a.kind] || a.place - b.place || b.score - a.score);
  };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const link = (name, text) => {
    const made = Object.assign(element("a", text), { href: `${root}${name}.html` });
    if (languageOf(name) !== lang) made.lang = made.hreflang = languageOf(name);
    return made;
  };
  const listed = (links, before) => {
    const line = element("p", before, "search-more");
    links.forEach((one, number) => line.append(number ? " \u00b7 " : "", one));
    return line;
  };

  const prose = async (name) => {
    const page = new DOMParser().parseFromString(await (await fetch(`${root}${name}.html`)).text(), "text/html");
    const parts = [...page.querySelectorAll(".bd-article :is(p, li, dd, dt, td)")].filter((one) => !one.closest("details.hide"));
    const text = parts.map((one) => one.textContent.replace(/\s+/g, " ").trim())
      .find((one) => terms.every((term) => words(one).some((word) => word.startsWith(term))));
    if (!text) return "";
    const start = Math.max(0, plain(text).indexOf(terms[0]) - LENGTH / 2);
    return `${start ? "\u2026 " : ""}${text.slice(start, start + LENGTH)}${text.length > start + LENGTH ? " \u2026" : ""}`;
  };
  const shown = (entry, number) => {
    const item = element("li");
    item.append(link(entry.name, entry.title));
    if (kinds[entry.kind]) item.append(" ", element("span", kinds[entry.kind], "search-kind"));
    const context = item.appendChild(element("p", told(entry.name).text, "context"));
    if (languageOf(entry.name) !== lang) context.lang = languageOf(entry.name);
    if (number < EXCERPTS && entry.score && location.protocol !== "file:" && entry.kind !== "chapter") {
      prose(entry.name).then((text) => { if (text) context.textContent = text; });
    }
    const others = [...entry.twins].map(([name, title]) => link(name, title));
    if (others.length) item.append(listed(others, twins));
    return item;
  };
  const setIndex = (index) => {
    document.querySelectorAll("input[name=q]").forEach((field) => { field.value = asked; });
    const out = document.getElementById("search-results");
    if (!terms.length || !out) return;
    const found = entries(index);
    const near = Object.keys(pages).filter((name) => index.docnames.includes(name) && languageOf(name) === lang && says(pages[name].near));
    const state = out.appendChild(element("p", found.length || near.length ? counted(found.length) : say("Nothing on “{}” yet. What there is:", asked)));
    state.setAttribute("role", "status");
    if (near.length && !found.some((one) => one.named && one.kind === "chapter")) {
      const line = listed(near.map((name) => link(name, pages[name].title)), `${say("No chapter on “{}” yet. The nearest:", asked)} `);
      line.className = "search-near";
      if (found.length) out.append(line);
      else state.replaceWith(line);
    }
    out.appendChild(element("ul", "", "search")).append(...found.map(shown));
    if (found.some((one) => one.named)) return;
    const own = Object.keys(pages).filter((name) => lang !== "en" && languageOf(name) === lang).flatMap((name) => pages[name].tags ?? []);
    const tried = (own.length ? [...new Set(own)] : tags).map((tag) => Object.assign(element("a", tag), { href: `?q=${encodeURIComponent(tag)}` }));
    out.append(Object.assign(listed(tried, ""), { className: "search-tags" }));
  };
  // The index is the heaviest file of the page: it comes once something is asked, and after the words that it needs.
  const load = () => document.head.append(Object.assign(document.createElement("script"), { src: `${root}searchindex.js` }));
  if (terms.length) document.addEventListener("DOMContentLoaded", load);
  return { setIndex };
})();
