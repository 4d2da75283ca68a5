// Draw a digit: a small network runs in the page and shows what each of its layers answers.
(() => {
  "use strict";

  // --- the network -----------------------------------------------------------------------------------
  const SIDE = 28;
  const BOX = 20;
  const FIELD = 56;
  const TIE = 1e-9;
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const floatsOf = (text) => {
    const view = new DataView(bytesOf(text).buffer);
    return Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
  };
  const unpack = (data) => Object.fromEntries(
    Object.entries(data.weights).map(([name, text]) => [name, floatsOf(text)]));
  const convolved = (input, channels, side, weights, bias, size = 5) => {
    const wide = side - size + 1;
    const out = new Float64Array(bias.length * wide * wide);
    for (let filter = 0; filter < bias.length; filter += 1) {
      for (let y = 0; y < wide; y += 1) {
        for (let x = 0; x < wide; x += 1) {
          let sum = bias[filter];
          for (let channel = 0; channel < channels; channel += 1) {
            for (let i = 0; i < size; i += 1) {
              const at = (channel * side + y + i) * side + x;
              const from = ((filter * channels + channel) * size + i) * size;
              for (let j = 0; j < size; j += 1) sum += weights[from + j] * input[at + j];
            }
          }
          out[(filter * wide + y) * wide + x] = Math.max(0, sum);
        }
      }
    }
    return out;
  };
  const pooled = (input, maps, side) => {
    const half = side / 2;
    return Float64Array.from({ length: maps * half * half }, (_, place) => {
      const map = Math.floor(place / (half * half));
      const at = (map * side + 2 * (Math.floor(place / half) % half)) * side + 2 * (place % half);
      return Math.max(input[at], input[at + 1], input[at + side], input[at + side + 1]);
    });
  };
  const softmax = (scores) => {
    const most = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - most));
    const sum = powers.reduce((all, one) => all + one, 0);
    return powers.map((one) => one / sum);
  };
  const answers = (weights, ink) => {
    const first = pooled(convolved(ink, 1, SIDE, weights["first.weight"], weights["first.bias"]), 8, 24);
    const second = pooled(convolved(first, 8, 12, weights["second.weight"], weights["second.bias"]), 16, 8);
    const scores = [...weights["out.bias"]].map((bias, digit) => second
      .reduce((sum, value, i) => sum + value * weights["out.weight"][digit * second.length + i], bias));
    return { first, second, probabilities: softmax(scores) };
  };

  // --- as MNIST's digits were prepared ---------------------------------------------------------------
  const shares = (parts, length) => Array.from({ length: parts }, (_, part) => {
    const from = part * length / parts;
    const to = (part + 1) * length / parts;
    return Array.from({ length }, (__, i) => Math.max(0, Math.min(to, i + 1) - Math.max(from, i)) * parts / length);
  });
  const start = (mass) => {
    const all = mass.reduce((sum, one) => sum + one, 0);
    const centre = mass.reduce((sum, one, i) => sum + one * (i + 0.5), 0) / all;
    return Math.min(Math.max(Math.floor(SIDE / 2 - centre + 0.5 + TIE), 0), SIDE - mass.length);
  };
  const centred = (ink, height, width) => {
    const whole = new Float64Array(SIDE * SIDE);
    const used = [[], []];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if (ink[y * width + x]) { used[0].push(y); used[1].push(x); }
      }
    }
    if (!used[0].length) return whole;
    const lows = used.map((places) => Math.min(...places));
    const sizes = used.map((places, axis) => Math.max(...places) - lows[axis] + 1);
    const [rows, columns] = sizes.map((size) => Math.max(1, Math.floor(BOX * size / Math.max(...sizes) + 0.5 + TIE)));
    const across = shares(columns, sizes[1]);
    const narrow = Array.from({ length: sizes[0] }, (_, y) => across.map((parts) => parts
      .reduce((sum, part, x) => sum + part * ink[(lows[0] + y) * width + lows[1] + x], 0)));
    const small = shares(rows, sizes[0]).map((parts) => across.map((_, x) => parts
      .reduce((sum, part, y) => sum + part * narrow[y][x], 0)));
    const top = start(small.map((row) => row.reduce((sum, one) => sum + one, 0)));
    const left = start(across.map((_, x) => small.reduce((sum, row) => sum + row[x], 0)));
    small.forEach((row, y) => row.forEach((value, x) => { whole[(top + y) * SIDE + left + x] = value; }));
    return whole;
  };
  window.PortfolioDigit = { unpack, answers, centred };

  // --- words -----------------------------------------------------------------------------------------
  const rounded = (share) => { // no answer is certain
    const whole = Math.round(100 * share);
    if (whole > 99) return ">99";
    return whole < 1 ? "<1" : String(whole);
  };
  const WORDS = {
    en: {
      field: "Draw here",
      fieldLabel: "Field to draw in: arrow keys move the pen, space lowers and raises it, backspace clears",
      seen: "as the network sees it",
      first: "first convolution",
      second: "second convolution",
      classes: "probability of each digit",
      clear: "clear",
      examples: "or a digit it did not learn from:",
      example: (digit) => `example of a ${digit}`,
      blank: "Nothing is drawn yet.",
      down: "Pen down.",
      percent: (share) => `${rounded(share)}\u00a0%`,
      sure: (a, p, b, q) => `The network says ${a}, with a probability of ${p}; next comes ${b}, with ${q}.`,
      unsure: (a, p, b, q) => `The network is unsure: ${a} with ${p}, ${b} with ${q}.`,
      note: "Mouse, finger or keys: arrow keys move the pen (with shift further), space lowers and raises it. The drawing is fitted and centred as MNIST\u2019s digits were. The network knows digits only: it will find one in anything, and a high probability is no proof.",
    },
    fr: {
      field: "Dessinez ici",
      fieldLabel: "Zone de dessin\u00a0: les flèches déplacent le crayon, la barre d’espace l’abaisse ou le relève, retour arrière efface tout",
      seen: "ce que voit le réseau",
      first: "première convolution",
      second: "seconde convolution",
      classes: "probabilité de chaque chiffre",
      clear: "effacer",
      examples: "ou un chiffre hors apprentissage\u00a0:",
      example: (digit) => `exemple de ${digit}`,
      blank: "Rien n’est encore dessiné.",
      down: "Crayon abaissé.",
      percent: (share) => `${rounded(share)}\u202f%`,
      sure: (a, p, b, q) => `Le réseau répond ${a}, avec une probabilité de ${p}\u00a0; vient ensuite le ${b}, avec ${q}.`,
      unsure: (a, p, b, q) => `Le réseau hésite\u00a0: ${a} à ${p}, ${b} à ${q}.`,
      note: "À la souris, au doigt ou au clavier\u00a0: les flèches déplacent le crayon (plus loin avec Maj), la barre d’espace l’abaisse ou le relève. Le dessin est mis à l’échelle et centré comme les chiffres de MNIST. Le réseau ne connaît que des chiffres\u00a0: il en verra un partout, et une probabilité élevée n’est pas une preuve.",
    },
  };

  // --- the page --------------------------------------------------------------------------------------
  const RADIUS = 2.3;
  const make = (tag, attributes, ...inside) => {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...inside);
    return node;
  };
  const part = (words, inside, kind = "") => make("figure", { class: `digit-part ${kind}` }, make("figcaption", {}, words), inside);
  const GAP = 2;
  const wide = (maps, side, dot) => maps * (side * dot + GAP) - GAP;
  const paint = (canvas, maps, side, values, dot = 1) => {
    const stride = side * dot + GAP;
    const across = Math.min(maps, 8);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const most = Math.max(1e-12, ...values);
    for (let place = 0; place < values.length; place += 1) {
      const map = Math.floor(place / (side * side));
      const grey = Math.round(255 * (1 - values[place] / most));
      pen.fillStyle = `rgb(${grey},${grey},${grey})`;
      pen.fillRect((map % across) * stride + (place % side) * dot,
        Math.floor(map / across) * stride + (Math.floor(place / side) % side) * dot, dot, dot);
    }
    pen.fillStyle = "#0072b2";
    for (let map = 1; map < across; map += 1) pen.fillRect(map * stride - GAP, 0, GAP, canvas.height);
    for (let row = 1; row * across < maps; row += 1) pen.fillRect(0, row * stride - GAP, canvas.width, GAP);
  };

  const build = (box, data) => {
    const words = WORDS[(document.documentElement.lang || "en").slice(0, 2)] || WORDS.en;
    const weights = unpack(data);
    const ink = new Float64Array(FIELD * FIELD);
    const state = { pen: [FIELD / 2, FIELD / 2], down: false, keys: false, last: null };
    const canvas = (width, height, kind, label) => make("canvas", { width, height, class: kind, role: "img", "aria-label": label });
    const field = make("canvas", { width: FIELD, height: FIELD, class: "digit-field", tabindex: 0, role: "application", "aria-label": words.fieldLabel });
    const seen = canvas(SIDE, SIDE, "digit-seen", words.seen);
    const first = canvas(wide(8, 12, 6), wide(1, 12, 6), "digit-maps digit-first", words.first);
    const second = canvas(wide(8, 4, 12), wide(2, 4, 12), "digit-maps digit-second", words.second);
    const bars = Array.from({ length: 10 }, (_, digit) => {
      const bar = make("span", {});
      const number = make("span", {}, "");
      return { bar, number, row: make("li", {}, make("span", {}, String(digit)), make("span", { class: "digit-track", "aria-hidden": "true" }, bar), number) };
    });
    const told = make("p", { class: "digit-told", role: "status", "aria-live": "polite" }, words.blank);
    const clear = make("button", { type: "button", class: "digit-clear" }, words.clear);
    const examples = data.examples.map((_, digit) => make("button", { type: "button", class: "digit-example", "aria-label": words.example(digit) }, String(digit)));

    const showField = () => {
      const pen = field.getContext("2d");
      const picture = pen.createImageData(FIELD, FIELD);
      ink.forEach((value, i) => {
        picture.data.fill(Math.round(255 * (1 - value)), 4 * i, 4 * i + 3);
        picture.data[4 * i + 3] = 255;
      });
      pen.putImageData(picture, 0, 0);
      if (!state.keys) return;
      pen.strokeStyle = state.down ? "#d55e00" : "#0072b2";
      pen.strokeRect(Math.round(state.pen[0]) - 2.5, Math.round(state.pen[1]) - 2.5, 5, 5);
    };
    const blank = () => !ink.some((value) => value > 0);
    const showLayers = () => {
      showField();
      const picture = centred(ink, FIELD, FIELD);
      const found = blank() ? null : answers(weights, picture);
      paint(seen, 1, SIDE, picture);
      paint(first, 8, 12, found ? found.first : new Float64Array(8 * 144), 6);
      paint(second, 16, 4, found ? found.second : new Float64Array(16 * 16), 12);
      bars.forEach(({ bar, number }, digit) => {
        bar.style.width = found ? `${100 * found.probabilities[digit]}%` : "0";
        number.textContent = found ? words.percent(found.probabilities[digit]) : "";
      });
      return found;
    };
    const tell = () => {
      const found = showLayers();
      if (!found) { told.textContent = words.blank; return; }
      const [[a, p], [b, q]] = found.probabilities.map((share, digit) => [digit, share]).sort((one, two) => two[1] - one[1]);
      told.textContent = (p < data.sure ? words.unsure : words.sure)(a, words.percent(p), b, words.percent(q));
    };
    const dab = ([x, y]) => {
      for (let row = Math.max(0, Math.floor(y - 4)); row < Math.min(FIELD, y + 4); row += 1) {
        for (let column = Math.max(0, Math.floor(x - 4)); column < Math.min(FIELD, x + 4); column += 1) {
          const far = Math.hypot(column + 0.5 - x, row + 0.5 - y);
          const value = Math.max(0, Math.min(1, RADIUS + 0.5 - far));
          ink[row * FIELD + column] = Math.max(ink[row * FIELD + column], value);
        }
      }
    };
    const line = (from, to) => {
      const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1])));
      for (let step = 0; step <= steps; step += 1) dab([0, 1].map((axis) => from[axis] + (to[axis] - from[axis]) * step / steps));
    };
    const under = (event) => {
      const frame = field.getBoundingClientRect();
      return [(event.clientX - frame.left) / frame.width * FIELD, (event.clientY - frame.top) / frame.height * FIELD];
    };
    const wipe = () => { ink.fill(0); state.down = false; tell(); };
    let waiting = false;
    const soon = () => { // a fast pointer asks more often than the screen can show
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; showLayers(); });
    };
    field.addEventListener("pointerdown", (event) => {
      field.setPointerCapture(event.pointerId);
      state.keys = false;
      state.last = under(event);
      dab(state.last);
      soon();
    });
    field.addEventListener("pointermove", (event) => {
      if (!state.last) return;
      const here = under(event);
      line(state.last, here);
      state.last = here;
      soon();
    });
    ["pointerup", "pointercancel"].forEach((kind) => field.addEventListener(kind, () => {
      if (state.last) { state.last = null; tell(); }
    }));
    const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    field.addEventListener("focus", () => { state.keys = field.matches(":focus-visible"); showField(); });
    field.addEventListener("blur", () => {
      state.keys = false;
      if (state.down) { state.down = false; tell(); } else showField();
    });
    field.addEventListener("keydown", (event) => {
      const way = KEYS[event.key];
      if (!way && ![" ", "Enter", "Backspace"].includes(event.key)) return;
      event.preventDefault(); // the page would scroll
      state.keys = true;
      if (event.key === "Backspace") { wipe(); return; }
      if (way) {
        const step = event.shiftKey ? 8 : 2;
        const to = state.pen.map((value, axis) => Math.max(2, Math.min(FIELD - 2, value + step * way[axis])));
        if (state.down) line(state.pen, to);
        state.pen = to;
        showLayers();
        return;
      }
      state.down = !state.down;
      if (!state.down) { tell(); return; }
      dab(state.pen);
      showLayers();
      told.textContent = words.down;
    });
    clear.addEventListener("click", wipe);
    examples.forEach((button, digit) => button.addEventListener("click", () => {
      const bytes = bytesOf(data.examples[digit]);
      state.down = false;
      ink.forEach((_, i) => { // each pixel of the example is two by two of the field
        ink[i] = bytes[Math.floor(i / FIELD / 2) * SIDE + Math.floor((i % FIELD) / 2)] / 255;
      });
      tell();
    }));

    box.querySelector(".widget-static").hidden = true;
    box.append(
      make("div", { class: "digit-pair" }, part(words.field, field), part(words.seen, seen),
        part(words.classes, make("ol", { class: "digit-bars" }, ...bars.map(({ row }) => row)))),
      make("div", { class: "digit-row" }, clear, words.examples, ...examples), told,
      part(words.first, first), part(words.second, second), make("p", { class: "digit-note" }, words.note));
    box.classList.add("ready");
    tell();
  };

  window.PortfolioTool("networks-draw-digit", build);
})();
