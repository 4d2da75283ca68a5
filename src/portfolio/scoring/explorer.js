// The score explorer: computes a score in the page from plain data, explains it, and draws the crowd.
(() => {
  "use strict";
  const MISSING = "(missing)";
  const EDGE = Math.log((1 - 1e-6) / 1e-6); // probabilities are kept this far from 0 and 1, as in the library
  const expit = (z) => 1 / (1 + Math.exp(-z));
  const absent = (value) => value === null || value === undefined || Number.isNaN(value);

  // --- the model -------------------------------------------------------------------------------------
  const weighted = (values, weights) => Object.entries(weights)
    .reduce((sum, [name, weight]) => sum + (absent(values[name]) ? NaN : values[name]) * weight, 0);
  const withRatios = (data, values) => {
    const all = { ...values };
    data.ratios.forEach(([name, top, bottom]) => {
      const under = Object.keys(bottom).length ? weighted(all, bottom) : 1;
      all[name] = under === 0 ? NaN : weighted(all, top) / under;
    });
    return all;
  };
  const levelOf = (value, levels) => {
    const place = levels.indexOf(absent(value) ? MISSING : String(value));
    return place < 0 ? levels.length : place;
  };
  const termPart = (term, value) => {
    if (term.levels) return term.parts[levelOf(value, term.levels)];
    if (term.edges) {
      return term.parts[absent(value) ? term.edges.length + 1 : term.edges.filter((edge) => edge < value).length];
    }
    const [median, mean, spread, slope, hole] = term.line;
    const z = ((absent(value) ? median : value) - mean) / spread;
    return slope * Math.max(-4, Math.min(4, z)) + (absent(value) ? hole : 0);
  };
  const encoded = (columns, values) => {
    const row = [];
    const told = {};
    columns.forEach(([name, level]) => {
      const value = values[name];
      if (level === undefined) row.push(absent(value) ? NaN : value);
      else if (level === null) row.push(1 - (told[name] || 0));
      else {
        const hit = (absent(value) ? MISSING : String(value)) === level ? 1 : 0;
        told[name] = (told[name] || 0) + hit;
        row.push(hit);
      }
    });
    return row;
  };
  const child = (node, row) => {
    let value = row[node[0]];
    if (Number.isNaN(value)) {
      if (node[5] < 2) return node[5] ? node[2] : node[3];
      value = 0;
    }
    return value <= node[1] ? node[2] : node[3];
  };
  const leaf = (tree, row) => {
    let node = tree[0];
    while (node.length > 2) node = tree[child(node, row)];
    return node[0];
  };
  const rawLogOdds = (model, values) => {
    if (!model.trees) return model.terms.reduce((sum, term) => sum + termPart(term, values[term.name]), model.base);
    const row = encoded(model.encoder, values);
    return model.trees.reduce((sum, tree) => sum + leaf(tree, row), 0);
  };
  const logOdds = (data, model, values) => {
    const raw = rawLogOdds(model, withRatios(data, values));
    return model.intercept + model.slope * Math.max(-EDGE, Math.min(EDGE, raw));
  };
  const probability = (data, model, values) => expit(logOdds(data, model, values));

  // --- contributions: TreeSHAP (Lundberg et al. 2020, algorithm 2), or slope times value ---------------
  const extend = (path, zero, one, column) => {
    const m = path.map((step) => ({ ...step }));
    const l = m.length;
    m.push({ column, zero, one, weight: l ? 0 : 1 });
    for (let i = l - 1; i >= 0; i -= 1) {
      m[i + 1].weight += one * m[i].weight * (i + 1) / (l + 1);
      m[i].weight = zero * m[i].weight * (l - i) / (l + 1);
    }
    return m;
  };
  const unwind = (path, place) => {
    const m = path.map((step) => ({ ...step }));
    const l = m.length - 1;
    const { zero, one } = m[place];
    let next = m[l].weight;
    for (let j = l - 1; j >= 0; j -= 1) {
      if (one) {
        const kept = m[j].weight;
        m[j].weight = next * (l + 1) / ((j + 1) * one);
        next = kept - m[j].weight * zero * (l - j) / (l + 1);
      } else m[j].weight = m[j].weight * (l + 1) / (zero * (l - j));
    }
    for (let j = place; j < l; j += 1) {
      m[j] = { ...m[j + 1], weight: m[j].weight };
    }
    m.pop();
    return m;
  };
  const count = (node) => (node.length > 2 ? node[4] : node[1]);
  const shapTree = (tree, row, parts) => {
    const walk = (place, path, zero, one, column) => {
      let m = extend(path, zero, one, column);
      const node = tree[place];
      if (node.length === 2) {
        for (let i = 1; i < m.length; i += 1) {
          const weight = unwind(m, i).reduce((sum, step) => sum + step.weight, 0);
          parts[m[i].column] += weight * (m[i].one - m[i].zero) * node[0];
        }
        return;
      }
      const hot = child(node, row);
      const cold = hot === node[2] ? node[3] : node[2];
      const seen = m.findIndex((step, i) => i && step.column === node[0]);
      const before = seen > 0 ? m[seen] : { zero: 1, one: 1 };
      if (seen > 0) m = unwind(m, seen);
      walk(hot, m, before.zero * count(tree[hot]) / count(node), before.one, node[0]);
      walk(cold, m, before.zero * count(tree[cold]) / count(node), 0, node[0]);
    };
    walk(0, [], 1, 1, -1);
  };
  const contributions = (data, model, values) => {
    const all = withRatios(data, values);
    const told = {};
    const add = (name, part) => { told[name] = (told[name] || 0) + model.slope * part; };
    if (model.trees) {
      const row = encoded(model.encoder, all);
      const parts = row.map(() => 0);
      model.trees.forEach((tree) => shapTree(tree, row, parts));
      parts.forEach((part, column) => add(model.encoder[column][0], part));
    } else model.terms.forEach((term) => add(term.name, termPart(term, all[term.name])));
    Object.keys(told).forEach((name) => { told[name] -= model.means[name] || 0; });
    return told;
  };

  // --- drawing; the adviser's page of the service draws with these functions too -----------------------
  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...inside);
    return element;
  };
  const SVG = "http://www.w3.org/2000/svg";
  const draw = (tag, attributes, inside = []) => {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...inside);
    return element;
  };
  // from the least of some values to one that few of them pass, and to an own one wherever it lies
  const extent = (values, own) => {
    const known = values.filter((value) => !absent(value)).sort((a, b) => a - b);
    const mine = absent(own) ? known[0] : own;
    const high = known[Math.floor(0.98 * (known.length - 1))];
    return [Math.min(known[0], mine), Math.max(high, mine, known[0] + 1e-9)];
  };
  // Applicants as points: x, y and whether refused; an axis has its label, its extent and the texts of its ends.
  const scatter = ({ points, self, across, up, words }) => {
    const place = (value, [low, high], size) => size * Math.min(1.03, (value - low) / (high - low));
    const at = (one) => [40 + place(one.x, across.extent, 330), 225 - place(one.y, up.extent, 205)];
    const known = (one) => !absent(one.x) && !absent(one.y);
    const dots = points.filter(known).map((one) => {
      const [left, top] = at(one);
      return one.refused
        ? draw("rect", { x: left - 2.2, y: top - 2.2, width: 4.4, height: 4.4, class: "score-dot-refused" })
        : draw("circle", { cx: left, cy: top, r: 2.4, class: "score-dot-accepted" });
    });
    const [left, top] = known(self) ? at(self) : [-9, -9];
    const cross = draw("path", { d: `M${left - 8} ${top}h16M${left} ${top - 8}v16`, class: "score-self" });
    const text = (at2, inside, anchor = "middle") => draw("text", { x: at2[0], y: at2[1], "text-anchor": anchor }, [inside]);
    return draw("svg", { viewBox: "0 -6 390 268", role: "img", "aria-label": words }, [
      draw("path", { d: "M40 15V225H380", class: "score-axes" }), ...dots, cross,
      text([205, 256], across.label), text([40, 242], across.ends[0], "start"), text([370, 242], across.ends[1], "end"),
      text([34, 225], up.ends[0], "end"), text([34, 26], up.ends[1], "end"), text([46, 6], up.label, "start")]);
  };
  window.PortfolioScore = { probability, contributions, withRatios, make, extent, scatter };

  // --- the page ----------------------------------------------------------------------------------------
  const shown = (value) => {
    if (absent(value)) return "missing";
    if (typeof value !== "number") return value;
    return value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });
  };
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  let serial = 0;
  const labelled = (words, control) => {
    serial += 1;
    control.id = `score-${serial}`;
    return make("div", { class: "score-field" }, make("label", { for: control.id }, words), control);
  };
  const choice = (options, chosen) => {
    const select = make("select");
    options.forEach(([value, words]) => select.append(make("option", { value }, words)));
    select.value = chosen;
    return select;
  };
  const control = (field) => {
    const none = field.missing ? [["", "missing"]] : [];
    if (field.levels) return choice([...none, ...field.levels.map((one) => [one, one])], "");
    if (field.ranks) return choice([...none, ...field.ranks.map((one, i) => [String(i + 1), one])], "");
    return make("input", { type: "number", step: field.whole ? "1" : "any", ...(field.min >= 0 ? { min: "0" } : {}) });
  };
  const read = (field, input) => {
    if (input.value === "") return null;
    return field.levels ? input.value : Number(input.value);
  };
  // what cannot be, in words; empty if it can
  const problem = (field, input) => {
    if (input.validity && input.validity.badInput) return `${field.label} must be a number.`;
    if (input.value === "") return field.missing ? "" : `${field.label} is needed: it was never missing when the score was fitted.`;
    if (field.min >= 0 && Number(input.value) < 0) return `${field.label} cannot be below 0.`;
    return "";
  };
  const ratioProblem = (input) => (input.value !== "" && Number(input.value) > 0 && Number(input.value) <= 1000
    ? "" : "The cost ratio must be a number above 0 and up to 1,000.");
  // what can be, but was never seen
  const doubt = (field, value) => (field.min !== undefined && !absent(value) && (value < field.min || value > field.max)
    ? `${field.label} lies outside what the score was fitted on, ${shown(field.min)} to ${shown(field.max)}: do not trust the answer.` : "");

  const build = (box, data) => {
    const state = { values: { ...data.cases[0].values }, model: Object.keys(data.models)[0], ratio: data.costRatio };
    const model = choice(Object.keys(data.models).map((one) => [one, one]), state.model);
    const start = choice(data.cases.map((one, i) => [String(i), one.name]), "0");
    const ratio = make("input", { type: "number", step: "any", value: String(data.costRatio) });
    const inputs = data.fields.map((field) => [field, control(field)]);
    const numbers = data.fields.filter((field) => !field.levels).map((field) => [field.name, field.label]);
    const labels = Object.fromEntries([...data.ratios.map(([name, , , meaning]) => [name, meaning || name]),
      ...data.fields.map((field) => [field.name, field.label])]);
    // the two numbers with the most different values spread the crowd best
    const spread = (name) => new Set(data.crowd[name]).size;
    const [wide, tall] = numbers.map(([name]) => name).sort((one, two) => spread(two) - spread(one));
    const across = choice(numbers, wide);
    const up = choice(numbers, tall || wide);
    const verdict = make("p", { class: "score-verdict", role: "status" });
    const warning = make("p", { class: "score-warning", role: "status" });
    const gauge = make("div", { class: "score-gauge", "aria-hidden": "true" });
    const reasons = make("table", { class: "score-reasons" });
    const crowd = make("div", { class: "score-crowd" });

    const cutoff = () => (state.ratio === data.costRatio ? data.models[state.model].cutoff : 1 / (1 + state.ratio));
    const fill = () => inputs.forEach(([field, input]) => {
      const value = state.values[field.name];
      input.value = absent(value) ? "" : String(value);
    });
    const showVerdict = (p) => {
      const refused = p > cutoff();
      const { ranks } = data.models[state.model];
      const riskier = ranks.filter((rank) => rank < p).length;
      verdict.replaceChildren(
        make("strong", { class: refused ? "score-refused" : "score-accepted" }, refused ? "Refused" : "Accepted"),
        `: probability of bad ${percent(p)}, cut-off ${percent(cutoff())}. `,
        `Riskier than about ${Math.min(100, riskier)} of 100 applicants.`);
      gauge.replaceChildren(
        make("span", { class: "score-fill", style: `width:${100 * p}%` }),
        make("span", { class: "score-cut", style: `left:${100 * cutoff()}%` }));
    };
    const showReasons = () => {
      const all = withRatios(data, state.values);
      const told = Object.entries(contributions(data, data.models[state.model], state.values))
        .sort((one, two) => Math.abs(two[1]) - Math.abs(one[1])).slice(0, 8);
      const top = Math.max(...told.map(([, part]) => Math.abs(part)), 1e-9);
      const head = ["feature", "value", "log-odds of bad"].map((words) => make("th", { scope: "col" }, words));
      const rows = told.map(([name, part]) => make("tr", {},
        make("th", { scope: "row" }, labels[name] || name), make("td", {}, shown(all[name])),
        make("td", {},
          make("span", { class: `score-bar ${part > 0 ? "score-against" : "score-for"}`, style: `width:${60 * Math.abs(part) / top}%` }),
          `${part > 0 ? "+" : "−"}${Math.abs(part).toFixed(2)}`)));
      reasons.replaceChildren(
        make("caption", {}, "What moves this applicant away from the average, the strongest first; plus speaks against"),
        make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
    };
    const axis = (name) => {
      const ends = extent(data.crowd[name], state.values[name]);
      return { label: labels[name], extent: ends, ends: ends.map(shown) };
    };
    const showCrowd = () => {
      const [x, y] = [across.value, up.value];
      const used = data.models[state.model];
      const point = (one, refused) => ({ x: one[x], y: one[y], refused });
      const points = crowdValues(data).map((one) => point(one, probability(data, used, one) > cutoff()));
      const words = `Applicants by ${labels[x]} and ${labels[y]}: circles are accepted, squares refused, the cross is this applicant.`;
      crowd.replaceChildren(
        scatter({ points, self: point(state.values), across: axis(x), up: axis(y), words }),
        make("p", { class: "score-note" }, words));
    };
    const problems = () => [...inputs, [null, ratio]].map(([field, input]) => {
      const words = field ? problem(field, input) : ratioProblem(input);
      input.setAttribute("aria-invalid", String(words !== ""));
      return words;
    }).filter((words) => words);
    const refresh = () => {
      const wrong = problems();
      warning.textContent = wrong.length ? "" : data.fields.map((field) => doubt(field, state.values[field.name])).filter((words) => words).join(" ");
      if (wrong.length) {
        verdict.textContent = `No score. ${wrong.join(" ")}`;
        [gauge, reasons, crowd].forEach((part) => part.replaceChildren());
        return;
      }
      showVerdict(probability(data, data.models[state.model], state.values));
      showReasons();
      showCrowd();
    };
    start.addEventListener("change", () => {
      state.values = { ...data.cases[Number(start.value)].values };
      fill();
      refresh();
    });
    model.addEventListener("change", () => { state.model = model.value; refresh(); });
    ratio.addEventListener("input", () => {
      if (!ratioProblem(ratio)) state.ratio = Number(ratio.value);
      refresh();
    });
    inputs.forEach(([field, input]) => input.addEventListener("input", () => {
      state.values[field.name] = read(field, input);
      refresh();
    }));
    [across, up].forEach((select) => select.addEventListener("change", refresh));
    fill();
    box.querySelector(".widget-static").hidden = true;
    box.append(
      make("div", { class: "score-row" }, labelled("model", model), labelled("start from", start), labelled("cost ratio", ratio)),
      verdict, warning, gauge,
      make("fieldset", { class: "score-fields" }, make("legend", {}, "The application"),
        ...inputs.map(([field, input]) => labelled(field.label, input))),
      reasons,
      make("div", { class: "score-row" }, labelled("across", across), labelled("up", up)), crowd,
      make("p", { class: "score-note" }, "At the page's own cost ratio the tuned cut-off decides, at any other the theoretical one."));
    box.classList.add("ready");
    refresh();
  };
  const crowdValues = (data) => {
    const names = Object.keys(data.crowd);
    return data.crowd[names[0]].map((_, i) => Object.fromEntries(names.map((name) => [name, data.crowd[name][i]])));
  };

  window.PortfolioTool?.("scoring-explorer", build); // a page of the service takes the model alone
})();
