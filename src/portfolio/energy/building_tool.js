// A building's energy: adds up the leaves of small trees in the page, and says what cannot be.
(() => {
  "use strict";
  // --- the model -------------------------------------------------------------------------------------
  const leaf = (tree, row) => {
    let node = tree[0];
    while (node.length > 1) node = tree[row[node[0]] <= node[1] ? node[2] : node[3]];
    return node[0];
  };
  const logIntensity = ({ uses, trees }, { use, area, floors, year }) => {
    const row = [area, floors, year, ...uses.map((one) => (one === use ? 1 : 0))];
    return trees.reduce((sum, tree) => sum + leaf(tree, row), 0);
  };
  const answer = (data, building) => {
    const { margins, usual } = data.model;
    const said = logIntensity(data.model, building);
    const margin = margins[building.use] ?? margins[data.other];
    return {
      said, value: Math.exp(said), low: Math.exp(said - margin), high: Math.exp(said + margin),
      usual: Math.exp(usual[building.use] ?? usual[data.other]),
    };
  };
  window.PortfolioBuilding = { logIntensity, answer };

  // --- its words ---------------------------------------------------------------------------------------
  const WORDS = {
    en: {
      language: "language", use: "use of the building", area: "floor area, m², without parking", floors: "floors",
      year: "year of construction", factor: "CO2 of a kWh, g", none: "No answer.",
      needed: (name) => `Needed, a number: ${name}.`,
      between: (name, low, high) => `Not possible: ${name} must be between ${low} and ${high}.`,
      whole: (name) => `Not possible: ${name} must be a whole number.`,
      low: (least) => `Not possible: a floor must have at least ${least} m².`,
      doubt: (name, low, high) => `Outside what the model has seen (${name}: ${low} to ${high}): do not trust the answer.`,
      answer: "Site energy", unit: "kWh/m² a year", interval: (share, span) => `${share} interval ${span}`, span: (low, high) => `${low} to ${high}`, whole_building: "whole building",
      carbon: "CO2, were all of it from this grid", usual: "mean of the use (of all, for another use): the better guess over all unseen buildings",
      energy: "MWh a year", tonnes: "t a year", caption: "What the model says of this building",
      note: "Large buildings of Seattle in one year; the interval is that of buildings the model had not seen, by use.",
    },
    fr: {
      language: "langue", use: "usage du bâtiment", area: "surface de plancher, m², hors parking", floors: "niveaux, rez-de-chaussée compris",
      year: "année de construction", factor: "CO2 d’un kWh, g", none: "Pas de réponse.",
      needed: (name) => `Il manque un nombre : ${name}.`,
      between: (name, low, high) => `Impossible (${name}) : la valeur doit être comprise entre ${low} et ${high}.`,
      whole: (name) => `Impossible (${name}) : il faut un nombre entier.`,
      low: (least) => `Impossible : un niveau doit avoir au moins ${least} m².`,
      doubt: (name, low, high) => `Hors de ce que le modèle a vu (${name} : de ${low} à ${high}) : ne vous fiez pas à la réponse.`,
      answer: "Énergie du site", unit: "kWh/m² par an", interval: (share, span) => `intervalle à ${share}\u00a0: ${span}`, span: (low, high) => `de ${low} à ${high}`, whole_building: "bâtiment entier",
      carbon: "CO2, si tout venait de ce réseau", usual: "moyenne de l’usage (de tous, pour un autre usage), plus juste sur l’ensemble des bâtiments jamais vus",
      energy: "MWh par an", tonnes: "t par an", caption: "Ce que le modèle dit de ce bâtiment",
      note: "Grands bâtiments de Seattle, une année ; l’intervalle est celui de bâtiments que le modèle n’avait pas vus, par usage.",
    },
  };

  // --- the page ----------------------------------------------------------------------------------------
  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...inside);
    return element;
  };
  const select = (options, chosen) => {
    const box = make("select", {}, ...options.map(([value, words]) => make("option", { value }, words)));
    box.value = chosen;
    return box;
  };
  const build = (box, data) => {
    const state = { ...data.start, factor: data.factor };
    let language = document.documentElement.lang.startsWith("fr") ? "fr" : "en";
    const possible = { ...data.possible, year: [1000, new Date().getFullYear()] };
    const names = ["area", "floors", "year", "factor"];
    const inputs = Object.fromEntries(names.map((name) => [name, make("input", {
      type: "number", step: name === "floors" || name === "year" ? "1" : "any", value: String(state[name]) })]));
    const fields = make("div", { class: "building-fields" });
    const said = make("p", { class: "building-answer", role: "status" });
    const warning = make("p", { class: "building-warning", role: "status" });
    const table = make("table", { class: "building-answers" });
    const note = make("p", { class: "building-note" });
    const number = (value, digits = 0) => value.toLocaleString(language, { maximumFractionDigits: digits });
    const plain = (name, value) => (name === "year" ? String(value) : number(value));
    const share = () => data.promised.toLocaleString(language, { style: "percent" });

    const problem = (name) => {
      const words = WORDS[language];
      const { value } = inputs[name];
      if (value === "" || !Number.isFinite(Number(value))) return words.needed(words[name]);
      const [low, high] = possible[name];
      if (Number(value) < low || Number(value) > high) return words.between(words[name], plain(name, low), plain(name, high));
      if ((name === "floors" || name === "year") && !Number.isInteger(Number(value))) return words.whole(words[name]);
      return "";
    };
    const problems = () => {
      const wrong = names.map((name) => {
        const words = problem(name);
        inputs[name].setAttribute("aria-invalid", String(words !== ""));
        return words;
      }).filter((words) => words);
      if (!wrong.length && state.area / state.floors < data.leastPerFloor) {
        inputs.floors.setAttribute("aria-invalid", "true");
        wrong.push(WORDS[language].low(data.leastPerFloor));
      }
      return wrong;
    };
    const doubts = () => Object.entries(data.seen)
      .filter(([name, [low, high]]) => state[name] < Math.floor(low) || state[name] > Math.ceil(high))
      .map(([name, [low, high]]) => WORDS[language].doubt(WORDS[language][name], plain(name, Math.floor(low)), plain(name, Math.ceil(high))));
    const refresh = () => {
      const words = WORDS[language];
      const wrong = problems();
      note.textContent = words.note;
      warning.textContent = wrong.length ? "" : doubts().join(" ");
      if (wrong.length) {
        said.textContent = `${words.none} ${wrong.join(" ")}`;
        table.replaceChildren();
        return;
      }
      const found = answer(data, state);
      const span = (scale, digits) => words.span(number(found.low * scale, digits), number(found.high * scale, digits));
      const perBuilding = state.area / 1000;
      const tonnes = (perBuilding * state.factor) / 1000;
      said.replaceChildren(`${words.answer}${language === "fr" ? "\u00a0" : ""}: `,
        make("strong", {}, `${number(found.value)} ${words.unit}`), `, ${words.interval(share(), span(1))}.`);
      const rows = [[`${words.whole_building}, ${words.energy}`, `${number(found.value * perBuilding)} (${span(perBuilding)})`],
        [`${words.carbon}, ${words.tonnes}`, `${number(found.value * tonnes, 1)} (${span(tonnes, 1)})`],
        [`${words.usual}, ${words.unit}`, number(found.usual)]];
      table.replaceChildren(make("caption", {}, words.caption), make("tbody", {},
        ...rows.map(([name, value]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value)))));
    };
    const draw = () => {
      const words = WORDS[language];
      const use = select([...data.model.uses, data.other].map((one) => [one, language === "fr" ? data.french[one] : one]), state.use);
      const tongue = select([["en", "English"], ["fr", "Français"]], language);
      use.addEventListener("change", () => { state.use = use.value; refresh(); });
      tongue.addEventListener("change", () => { language = tongue.value; draw(); box.querySelector("#building-language").focus(); });
      const shown = { use, ...inputs, language: tongue };
      fields.replaceChildren(...Object.entries(shown).map(([name, control]) => {
        control.id = `building-${name}`;
        return make("div", { class: "building-field" }, make("label", { for: control.id }, words[name]), control);
      }));
      box.lang = language;
      refresh();
    };
    names.forEach((name) => inputs[name].addEventListener("input", () => { state[name] = Number(inputs[name].value); refresh(); }));
    box.querySelector(".widget-static").hidden = true;
    box.append(fields, said, warning, table, note);
    draw();
    box.classList.add("ready");
  };

  window.PortfolioTool("energy-building-tool", build);
})();
