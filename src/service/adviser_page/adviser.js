// The adviser's page: asks the API with the adviser's key and shows what it answers.
// The key lives in a variable of this script: not in the address, not in a store of the browser, not in a log.
(() => {
  "use strict";
  const { extent, make, scatter, withRatios } = window.PortfolioScore; // of the book's widget
  const NEAREST = 50; // reference applications that are counted around this one
  const STRONGEST = 8; // rows of a table of contributions that are shown at first
  const LISTED = 10; // of those, shown in a table
  const one = (id) => document.getElementById(id);
  const absent = (value) => value === null || value === undefined || Number.isNaN(value);
  // `answer` and `changes` belong to `values`, whatever stands in the form since
  const state = { key: "", lang: document.documentElement.lang, words: {}, reference: null, inputs: [],
    values: null, ratio: null, answer: null, changes: null, stale: false, serial: 0, said: {} };

  // --- words and numbers ---------------------------------------------------------------------------------
  const say = (name, given = {}) => Object.entries(given)
    .reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), state.words[state.lang][name]);
  const number = (value, digits = 2) => new Intl.NumberFormat(state.lang, { maximumFractionDigits: digits }).format(value);
  const percent = (share, digits = 1) => new Intl.NumberFormat(state.lang,
    { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);
  const signed = (value) => `${value < 0 ? "−" : "+"}${new Intl.NumberFormat(state.lang,
    { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(Math.abs(value))}`;
  const list = (names) => new Intl.ListFormat(state.lang, { type: "conjunction" }).format(names);
  const typed = (value) => (absent(value) ? "" : new Intl.NumberFormat(state.lang,
    { useGrouping: false, maximumFractionDigits: 12 }).format(value));
  // what a person types as a number here: spaces, and a comma as this language uses it
  const parsed = (text, lang = state.lang) => {
    const bare = text.replace(/\s/g, "").replace("−", "-");
    const plain = lang === "fr" ? bare.replace(",", ".") : bare.replace(/,(?=\d{3}(\D|$))/g, "");
    return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  };
  const field = (name) => state.reference.fields.find((each) => each.name === name);
  const called = (name) => state.words[state.lang].columns[name] || field(name)?.meaning
    || state.reference.ratios.find((each) => each.name === name)?.meaning || name;
  const unit = (name) => { const { unit: told } = field(name) || {}; return told ? state.words[state.lang].units[told] ?? told : ""; };
  const level = (name, value) => state.words[state.lang].levels[name]?.[value] || value;
  const shown = (name, value) => {
    if (absent(value)) return say("missing");
    return typeof value === "number" ? number(value, Math.abs(value) < 10 ? 2 : 0) : level(name, value);
  };
  const measured = (name, value) => (absent(value) || !unit(name) ? shown(name, value)
    : say("with_unit", { value: shown(name, value), unit: unit(name) }));
  const fillWords = () => {
    document.documentElement.lang = state.lang;
    document.querySelectorAll("[data-word]").forEach((each) => { each.textContent = say(each.dataset.word); });
    document.querySelectorAll("[data-label]").forEach((each) => each.setAttribute("aria-label", say(each.dataset.label)));
    document.querySelectorAll(".languages a").forEach((link) => {
      if (link.lang === state.lang) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };

  // --- the API ---------------------------------------------------------------------------------------------
  class Refusal extends Error {
    constructor(name, given = {}, problem = {}) { super(name); Object.assign(this, { name, given, problem }); }
  }
  const ask = async (path, body) => {
    let response;
    const headers = { Authorization: `Bearer ${state.key}`, ...(body ? { "Content-Type": "application/json" } : {}) };
    try {
      response = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body),
        cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
    } catch { throw new Refusal("error_away"); }
    const told = await response.json().catch(() => null);
    if (response.ok && told) return told;
    const name = `error_${response.status}`;
    const known = name in state.words[state.lang];
    throw new Refusal(known ? name : "error_other",
      { status: response.status, seconds: response.headers.get("Retry-After") || "1" }, told || {});
  };
  // one sentence for whatever went wrong; a fault of this script is shown as one too
  const sentence = (error) => {
    if (!(error instanceof Refusal)) { console.error(error); return say("error_other", { status: "0" }); }
    const wrong = (error.problem.errors || []).map((each) => each.pointer.split("/").slice(3).join("/")).filter(field);
    return wrong.length ? say("error_some", { errors: wrong.map((name) => say("error_column", { name: called(name) })).join(" ") })
      : say(error.name, error.given);
  };
  // what is said is kept as a function, so that it can be said in another language
  const tell = (id, text) => { state.said[id] = text; one(id).textContent = text ? text() : ""; };

  // --- the form --------------------------------------------------------------------------------------------
  const range = (each) => (absent(each.minimum) || absent(each.maximum) ? ""
    : say("range", { low: number(each.minimum), high: number(each.maximum) }));
  const hint = (each) => [range(each) && unit(each.name)
    ? say("with_unit", { value: range(each), unit: unit(each.name) }) : range(each) || unit(each.name), each.missing ? say("may_miss") : ""].filter((words) => words).join(", ");
  const control = (each) => {
    const id = `field-${each.name}`;
    const about = { id, "aria-describedby": `${id}-hint ${id}-wrong`, ...(each.missing ? {} : { "aria-required": "true" }) };
    if (each.type === "number") return make("input", { ...about, type: "text", inputmode: "decimal", autocomplete: "off" });
    const none = make("option", { value: "" }, each.missing ? say("missing") : say("choose"));
    return make("select", about, none, ...each.levels.map((value) => make("option", { value }, level(each.name, value))));
  };
  const boxed = (id, label, input, words) => [make("label", { for: id }, label), input,
    make("p", { id: `${id}-hint`, class: "hint" }, words), make("p", { id: `${id}-wrong`, class: "wrong" })];
  const ratioField = () => ({ name: "", type: "number", minimum: state.reference.cost_ratios[0],
    maximum: state.reference.cost_ratios[1], missing: false, ratio: true });
  const labelOf = (each) => (each.ratio ? say("cost_ratio") : called(each.name));
  const buildForm = (values, ratio) => {
    const { fields, examples, cost_ratios: [low, high] } = state.reference;
    const chosen = one("example").value;
    one("example").replaceChildren(make("option", { value: "" }, say("own")), ...examples.map((each, i) => make("option", { value: String(i) },
      say("example_name", { number: i + 1, probability: percent(each.probability) }))));
    one("example").value = chosen;
    state.inputs = fields.map((each) => [each, control(each)]);
    one("fields").replaceChildren(...state.inputs.map(([each, input]) => make("div", { class: "field" },
      ...boxed(input.id, called(each.name), input, hint(each)))));
    const input = make("input", { id: "ratio", type: "text", inputmode: "decimal", autocomplete: "off",
      "aria-describedby": "ratio-hint ratio-wrong", "aria-required": "true" });
    one("ratio-field").replaceChildren(...boxed("ratio", say("cost_ratio"), input,
      say("cost_ratio_hint", { low: number(low), high: number(high) })));
    state.inputs.push([ratioField(), input]);
    one("currency").hidden = !fields.some((each) => each.unit === "unstated currency");
    write(values, ratio);
  };
  const write = (values, ratio) => state.inputs.forEach(([each, input]) => {
    const value = each.ratio ? ratio : values[each.name];
    input.value = each.type === "number" ? typed(value) : value ?? "";
    input.dataset.text = "";
  });
  const valueOf = ([each, input], lang = state.lang) => {
    if (input.value.trim() === "") return null;
    return each.type === "number" ? parsed(input.value, lang) : input.value;
  };
  const wrong = (pair) => {
    const [each] = pair;
    const [value, name] = [valueOf(pair), labelOf(each)];
    if (value === null) return each.missing ? "" : say("error_required", { name });
    if (each.type !== "number") return "";
    if (Number.isNaN(value)) return say("error_number", { name });
    return value < (each.minimum ?? -Infinity) || value > (each.maximum ?? Infinity)
      ? say("error_range", { name, low: number(each.minimum ?? -Infinity), high: number(each.maximum ?? Infinity) }) : "";
  };
  const check = () => state.inputs.map((pair) => {
    const [, input] = pair;
    const words = wrong(pair);
    input.setAttribute("aria-invalid", String(words !== ""));
    one(`${input.id}-wrong`).textContent = words;
    return words && input;
  }).filter((input) => input);

  // --- what is shown ---------------------------------------------------------------------------------------
  const bar = (value, top, isSigned) => {
    const fill = make("span", { class: `fill ${value > 0 && isSigned ? "against" : "for"}` });
    const half = isSigned ? 50 : 100;
    fill.style.width = `${half * Math.abs(value) / top}%`;
    fill.style.left = isSigned ? `${value > 0 ? 50 : 50 - half * Math.abs(value) / top}%` : "0";
    return make("div", { class: isSigned ? "bar signed" : "bar", "aria-hidden": "true" }, fill);
  };
  const table = (id, caption, head, rows) => one(id).replaceChildren(
    make("caption", { class: "for-readers" }, caption),
    make("thead", {}, make("tr", {}, ...head.map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, ...rows));
  // the strongest rows, and all of them by a button
  const fold = (id, count) => {
    const button = one(`${id}-all`);
    const isOpen = one(id).classList.contains("all");
    button.hidden = count <= STRONGEST;
    button.textContent = isOpen ? say("few_rows") : say("all_rows", { count: number(count) });
    button.setAttribute("aria-expanded", String(isOpen));
    button.onclick = () => { one(id).classList.toggle("all"); fold(id, count); };
  };
  const bars = (id, caption, head, parts, isSigned, about) => {
    const sorted = Object.entries(parts).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
    const top = Math.max(...sorted.map(([, value]) => Math.abs(value)), 1e-9);
    table(id, caption, head, sorted.map(([name, value]) => make("tr", {},
      make("th", { scope: "row" }, called(name), ...about(name)),
      make("td", {}, bar(value, top, isSigned),
        make("data", { value: String(value) }, isSigned ? signed(value) : number(value))))));
    fold(id, sorted.length);
  };
  const showDecision = () => {
    const [result] = state.answer.results;
    const refused = result.decision === "refuse";
    const [before, after] = say("verdict", { cutoff: percent(state.answer.cutoff) }).split("{probability}");
    const unseen = result.unseen.map(called);
    one("said").replaceChildren(make("p", { class: "verdict" },
      make("strong", { class: refused ? "refused" : "accepted", "data-decision": result.decision }, say(result.decision)), before,
      make("data", { id: "probability", value: String(result.probability) }, percent(result.probability)), after),
    make("p", {}, say("verdict_how", { ratio: number(state.answer.cost_ratio) })),
    ...(unseen.length ? [make("p", {}, say("unseen", { names: list(unseen) }))] : []));
    const [fill, cut] = [make("span", { class: `fill ${refused ? "against" : "for"}` }), make("span", { class: "cut" })];
    fill.style.width = `${100 * result.probability}%`;
    cut.style.left = `${100 * state.answer.cutoff}%`;
    ["gauge", "scale"].forEach((id) => { one(id).hidden = false; });
    one("gauge").replaceChildren(fill, cut);
    const all = state.reference.population.probability;
    one("rank").textContent = all.length ? say("rank", { count: number(all.length),
      share: percent(all.filter((each) => each < result.probability).length / all.length, 0) }) : "";
    one("scale").replaceChildren(...[percent(0, 0), say("scale"), percent(1, 0)].map((words) => make("span", {}, words)));
  };
  const showLocal = () => {
    const values = withRatios(state.reference.withTuples, state.values);
    bars("local", say("local_caption"), [say("feature"), say("contribution")], state.answer.results[0].contributions, true,
      (name) => [make("span", { class: "value" }, measured(name, values[name]))]);
  };
  const showGlobal = () => {
    const { importance } = state.reference;
    one("global-part").hidden = !Object.keys(importance || {}).length;
    if (one("global-part").hidden) return;
    bars("global", say("global_caption"), [say("feature"), say("importance")], importance, false, () => []);
  };
  const showChanges = () => {
    one("change-part").hidden = !state.changes;
    if (!state.changes) return;
    const { actions, counterfactuals, decision } = state.changes;
    const names = list(actions.map((each) => called(each.replace(/^[+-]/, ""))));
    const told = ({ column, from, to }) => say("change_one",
      { name: called(column), from: shown(column, from), to: measured(column, to) });
    const items = counterfactuals.slice(0, 4).map((each) => make("li", {},
      make("strong", {}, each.changes.map(told).join(say("change_and"))), " ",
      make("span", { class: "muted" }, say("change_then", { probability: percent(each.probability) }))));
    if (!actions.length) one("changes").replaceChildren(make("p", {}, say("change_silent")));
    else if (!items.length) one("changes").replaceChildren(make("p", {}, say("change_none", { names })));
    else one("changes").replaceChildren(make("p", {}, say(decision === "refuse" ? "change_refused" : "change_accepted")),
      make("ol", {}, ...items), make("p", { class: "muted" }, say("change_note", { names })));
  };
  const numbers = () => {
    const { columns } = state.reference.population;
    const plain = state.reference.fields.filter((each) => each.type === "number" && columns[each.name]).map((each) => each.name);
    return [...plain, ...state.reference.ratios.map((each) => each.name)];
  };
  const people = () => {
    const { columns, probability } = state.reference.population;
    return probability.map((chance, i) => ({ chance, ...withRatios(state.reference.withTuples,
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]]))) }));
  };
  const buildAxes = () => {
    const [x, y] = [one("across").value, one("up").value];
    const names = numbers();
    ["across", "up"].forEach((id) => one(id).replaceChildren(
      ...names.map((name) => make("option", { value: name }, called(name)))));
    // at first the two things that count most and are numbers
    const ranked = Object.entries(state.reference.importance).sort((a, b) => b[1] - a[1]).map(([name]) => name)
      .filter((name) => names.includes(name));
    one("across").value = x || ranked[0] || names[0];
    one("up").value = y || ranked[1] || names[1];
  };
  const nearest = (x, y, self) => {
    const known = state.reference.people.filter((each) => !absent(each[x]) && !absent(each[y]));
    const below = (name) => { // share of the population up to a value: amounts and years become comparable
      const sorted = known.map((each) => each[name]).sort((a, b) => a - b);
      return (value) => {
        let [low, high] = [0, sorted.length];
        while (low < high) { const middle = (low + high) >> 1; if (sorted[middle] <= value) low = middle + 1; else high = middle; }
        return low / sorted.length;
      };
    };
    const [across, up] = [below(x), below(y)];
    const far = (each) => Math.hypot(across(each[x]) - across(self[x]), up(each[y]) - up(self[y]));
    return known.map((each) => [far(each), each]).sort((a, b) => a[0] - b[0]).slice(0, NEAREST).map(([, each]) => each);
  };
  const showCrowd = () => {
    const { people: all } = state.reference;
    one("crowd-part").hidden = !all.length || !state.answer;
    if (one("crowd-part").hidden) return;
    const [x, y] = [one("across").value, one("up").value];
    const self = withRatios(state.reference.withTuples, state.values);
    const refused = (each) => each.chance > state.answer.cutoff;
    const axis = (name) => {
      const ends = extent(all.map((each) => each[name]), self[name]);
      return { label: called(name), extent: ends, ends: ends.map((value) => measured(name, value)) };
    };
    const words = say("crowd_words", { x: called(x), y: called(y) });
    one("crowd").replaceChildren(
      scatter({ points: all.map((each) => ({ x: each[x], y: each[y], refused: refused(each) })),
        self: { x: self[x], y: self[y] }, across: axis(x), up: axis(y), words }),
      make("p", { class: "muted" }, words));
    const isPlaced = !absent(self[x]) && !absent(self[y]);
    const near = isPlaced ? nearest(x, y, self) : [];
    one("crowd-said").textContent = isPlaced
      ? say("crowd_said", { count: number(near.length), refused: number(near.filter(refused).length) }) : say("crowd_missing");
    const listed = near.slice(0, LISTED);
    one("nearest").closest("details").hidden = !listed.length;
    table("nearest", say("near_caption", { count: number(listed.length) }), [called(x), called(y), say("probability"), say("decision")],
      listed.map((each) => make("tr", {}, ...[shown(x, each[x]), shown(y, each[y]), percent(each.chance),
        say(refused(each) ? "refuse" : "accept")].map((text) => make("td", {}, text)))));
  };
  const showAnswer = () => {
    document.querySelectorAll(".told").forEach((part) => { part.hidden = !state.answer; });
    if (!state.answer) return;
    showDecision();
    showLocal();
    showChanges();
    showCrowd();
  };
  const showModel = () => {
    const { name, version, digest } = state.reference.model;
    one("model").textContent = say("model_line", { name, version, digest: digest.slice(0, 8) });
  };

  // --- what happens ----------------------------------------------------------------------------------------
  const showDesk = (values, ratio) => {
    showModel();
    buildForm(values, ratio);
    buildAxes();
    showGlobal();
    showAnswer();
  };
  const open = async (event) => {
    event.preventDefault();
    state.key = one("key").value.trim();
    if (!state.key) { tell("access-said", () => say("error_key")); one("key").focus(); return; }
    try {
      const reference = await ask("/v1/reference");
      const tuples = reference.ratios.map((each) => [each.name, each.top, each.bottom, each.meaning]);
      state.reference = { ...reference, withTuples: { ratios: tuples } };
      state.reference.people = people();
    } catch (error) {
      state.key = "";
      tell("access-said", () => sentence(error));
      one("key").focus();
      return;
    }
    tell("access-said", null);
    one("key").value = "";
    one("access").hidden = true;
    one("desk").hidden = false;
    one("leave").hidden = false;
    showDesk({}, state.reference.cost_ratio);
    one("example").focus();
  };
  const leave = () => {
    Object.assign(state, { key: "", reference: null, inputs: [], values: null, answer: null, changes: null, serial: state.serial + 1 });
    one("desk").hidden = true;
    one("leave").hidden = true;
    one("access").hidden = false;
    ["fields", "ratio-field", "example", "across", "up", "crowd", "changes", "local", "global", "nearest"].forEach((id) => one(id).replaceChildren());
    ["client-said", "stale"].forEach((id) => tell(id, null));
    ["rank", "crowd-said"].forEach((id) => { one(id).textContent = ""; });
    ["gauge", "scale"].forEach((id) => { one(id).hidden = true; });
    one("said").replaceChildren(make("p", { class: "muted" }, say("not_yet")));
    one("model").textContent = say("lead");
    one("key").focus();
  };
  const score = async (event) => {
    event.preventDefault();
    const invalid = check();
    if (invalid.length) {
      tell("client-said", () => say("error_some", { errors: state.inputs.map(wrong).filter((words) => words).join(" ") }));
      invalid[0].focus();
      return;
    }
    tell("client-said", null);
    const values = Object.fromEntries(state.inputs.filter(([each]) => !each.ratio).map((pair) => [pair[0].name, valueOf(pair)]));
    const ratio = valueOf(state.inputs.at(-1));
    const body = { applicants: [values], cost_ratio: ratio };
    state.serial += 1;
    const { serial } = state;
    one("answer").setAttribute("aria-busy", "true");
    try {
      const [answer, changes] = await Promise.all([ask("/v1/score", body), ask("/v1/counterfactual", body)]);
      if (serial !== state.serial) return; // another was asked for meanwhile
      // two versions cannot be told as one: what would change is left out if the model was swapped between
      const isSame = answer.model.digest === changes.model.digest;
      Object.assign(state, { values, ratio, answer, changes: isSame ? changes : null });
      tell("stale", null);
      showAnswer();
      const { top } = one("decision-title").getBoundingClientRect();
      if (top < 0 || top > window.innerHeight - 120) one("decision-title").scrollIntoView();
    } catch (error) {
      if (serial === state.serial) tell("client-said", () => sentence(error));
    } finally {
      one("answer").removeAttribute("aria-busy");
    }
  };
  const changed = () => {
    if (state.answer) tell("stale", () => say("stale"));
  };
  const choose = () => {
    const example = state.reference.examples[Number(one("example").value)];
    const isOwn = one("example").value === "";
    write(isOwn ? {} : example.values, valueOf(state.inputs.at(-1)) || state.reference.cost_ratio);
    state.inputs.forEach(([, input]) => { input.removeAttribute("aria-invalid"); one(`${input.id}-wrong`).textContent = ""; });
    tell("client-said", null);
    changed();
  };
  const speak = (event) => {
    event.preventDefault();
    const before = state.lang;
    state.lang = event.currentTarget.lang;
    history.replaceState(null, "", event.currentTarget.getAttribute("href"));
    const texts = state.inputs.map(([, input]) => input.value);
    const numbersTyped = state.inputs.map((pair) => valueOf(pair, before));
    fillWords();
    if (state.reference) {
      showDesk({}, null);
      state.inputs.forEach(([each, input], i) => { // what is no number stays as it was typed
        input.value = each.type === "number" && !absent(numbersTyped[i]) ? typed(numbersTyped[i]) : texts[i];
      });
    }
    if (state.said["client-said"]) check();
    Object.entries(state.said).forEach(([id, text]) => tell(id, text));
  };
  const start = async () => {
    state.words = await (await fetch("/app/words.json")).json();
    one("access").addEventListener("submit", open);
    one("client").addEventListener("submit", score);
    one("client").addEventListener("input", (event) => { if (event.target.id !== "example") changed(); });
    one("example").addEventListener("change", choose);
    one("leave").addEventListener("click", leave);
    ["across", "up"].forEach((id) => one(id).addEventListener("change", showCrowd));
    document.querySelectorAll(".languages a").forEach((link) => link.addEventListener("click", speak));
    fillWords();
    document.documentElement.dataset.ready = "";
  };
  start().catch(() => { one("broken").hidden = false; });
})();
