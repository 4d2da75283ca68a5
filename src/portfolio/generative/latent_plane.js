// The latent plane: a small decoder runs in the page and draws the digit of the point under the pointer.
(() => {
  "use strict";

  // --- the decoder -----------------------------------------------------------------------------------
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const floatsOf = (text) => {
    const view = new DataView(bytesOf(text).buffer);
    return Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
  };
  const unpack = (data) => data.layers.map((layer) => ({
    rows: layer.shape[0],
    columns: layer.shape[1],
    weights: new Int8Array(bytesOf(layer.weights).buffer),
    scale: floatsOf(layer.scale),
    bias: floatsOf(layer.bias),
  }));
  const through = (layer, values) => {
    const out = new Float64Array(layer.rows);
    for (let row = 0; row < layer.rows; row += 1) {
      let sum = 0;
      for (let column = 0; column < layer.columns; column += 1) {
        sum += layer.weights[row * layer.columns + column] * values[column];
      }
      out[row] = sum * layer.scale[row] + layer.bias[row];
    }
    return out;
  };
  const decode = (layers, code) => layers
    .reduce((values, layer, place) => through(layer, place ? values.map((v) => Math.max(0, v)) : values), code)
    .map((logit) => 1 / (1 + Math.exp(-logit)));

  // --- what the digits around a point are ------------------------------------------------------------
  const NEAR = 9;
  const around = (data, [x, y]) => {
    const near = data.points.map(([px, py], i) => [(px - x) ** 2 + (py - y) ** 2, data.labels[i]])
      .sort((one, two) => one[0] - two[0]).slice(0, NEAR);
    const counts = {};
    near.forEach(([, label]) => { counts[label] = (counts[label] || 0) + 1; });
    const [label, count] = Object.entries(counts).sort((one, two) => two[1] - one[1])[0];
    return { label, count, of: near.length };
  };
  window.PortfolioLatent = { unpack, decode, around };

  // --- the page --------------------------------------------------------------------------------------
  const PLANE = 320;
  const PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B07A00", "#2E8BC0", "#7F7F7F", "#7A3B00", "#5B3A8C", "#A50026"];
  let made = 0;
  const make = (tag, attributes, ...inside) => {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...inside);
    return node;
  };
  const slider = (words, reach) => {
    made += 1;
    const input = make("input", { id: `latent-${made}`, type: "range", min: -reach, max: reach, step: 0.05 });
    return [input, make("div", { class: "latent-field" }, make("label", { for: input.id }, words), input)];
  };
  const written = (value) => value.toFixed(2).replace("-", "\u2212");

  const build = (box, data) => {
    const layers = unpack(data);
    const { reach } = data;
    const state = { code: [0, 0] };
    const plane = make("canvas", {
      width: PLANE, height: PLANE, class: "latent-plane", tabindex: 0, role: "application",
      "aria-label": "Latent plane: drag, or move the point with the arrow keys",
    });
    const drawing = make("canvas", { width: data.side, height: data.side, class: "latent-drawing", role: "img" });
    const [across, acrossField] = slider("first coordinate", reach);
    const [up, upField] = slider("second coordinate", reach);
    const told = make("p", { class: "latent-told", role: "status" });
    const home = make("button", { type: "button" }, "back to the centre");
    const place = ([x, y]) => [(x + reach) / (2 * reach) * PLANE, (reach - y) / (2 * reach) * PLANE];

    const showPlane = () => {
      const pen = plane.getContext("2d");
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, PLANE, PLANE);
      pen.strokeStyle = "#c9ced6";
      [1, 2].forEach((spread) => { // one and two standard deviations of the prior
        pen.beginPath();
        pen.arc(PLANE / 2, PLANE / 2, spread / reach * PLANE / 2, 0, 2 * Math.PI);
        pen.stroke();
      });
      pen.font = "11px sans-serif";
      data.points.forEach((point, i) => {
        pen.fillStyle = PALETTE[data.labels[i]];
        pen.fillText(data.labels[i], place(point)[0] - 3, place(point)[1] + 4);
      });
      const [left, top] = place(state.code);
      pen.strokeStyle = "#000000";
      pen.lineWidth = 2.5;
      pen.strokeRect(left - 8, top - 8, 16, 16);
      pen.lineWidth = 1;
    };
    const showDigit = () => {
      const ink = decode(layers, state.code);
      const pen = drawing.getContext("2d");
      const picture = pen.createImageData(data.side, data.side);
      ink.forEach((value, i) => {
        picture.data.fill(Math.round(255 * (1 - value)), 4 * i, 4 * i + 3);
        picture.data[4 * i + 3] = 255;
      });
      pen.putImageData(picture, 0, 0);
    };
    const tell = () => {
      const { label, count, of } = around(data, state.code);
      const at = `(${written(state.code[0])}, ${written(state.code[1])})`;
      drawing.setAttribute("aria-label", `The digit drawn for the code ${at}`);
      told.textContent = `Code ${at}: of the ${of} nearest real digits, ${count} are a ${label}.`;
    };
    const move = (code) => {
      state.code = code.map((value) => Math.max(-reach, Math.min(reach, value)));
      [across.value, up.value] = state.code;
      showPlane();
      showDigit();
      tell();
    };
    const follow = (event) => {
      const frame = plane.getBoundingClientRect();
      move([
        ((event.clientX - frame.left) / frame.width * 2 - 1) * reach,
        (1 - (event.clientY - frame.top) / frame.height * 2) * reach,
      ]);
    };
    plane.addEventListener("pointerdown", (event) => { plane.setPointerCapture(event.pointerId); follow(event); });
    plane.addEventListener("pointermove", (event) => { if (event.buttons) follow(event); });
    const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    plane.addEventListener("keydown", (event) => {
      const way = KEYS[event.key];
      if (!way) return;
      event.preventDefault(); // the page would scroll
      const step = event.shiftKey ? 0.5 : 0.1;
      move(state.code.map((value, i) => value + step * way[i]));
    });
    across.addEventListener("input", () => move([Number(across.value), state.code[1]]));
    up.addEventListener("input", () => move([state.code[0], Number(up.value)]));
    home.addEventListener("click", () => move([0, 0]));

    box.querySelector(".widget-static").hidden = true;
    box.append(
      make("div", { class: "latent-pair" }, plane, drawing), told,
      make("div", { class: "latent-row" }, acrossField, upField, home),
      make("p", { class: "latent-note" }, "Digits on the plane are held-out images at their codes; the circles are one and two standard deviations of the prior. Arrow keys move the point, with shift further."));
    box.classList.add("ready");
    move([0, 0]);
  };

  window.PortfolioTool("generative-latent-plane", build);
})();
