// Draws the plotly figures of a page; the press fills in BUNDLE and THEMES.
// plotly.js is large: it is fetched once, when a figure nears the screen, and with it the figure's data.
(() => {
  "use strict";
  const SOURCE = document.currentScript.src;
  const THEMES = __THEMES__;
  const NEAR = "600px 0px";
  const PAPER = 680; // px, the width of a printed page
  const matches = (query) => window.matchMedia(query).matches;
  const touch = matches("(pointer: coarse)");
  const still = matches("(prefers-reduced-motion: reduce)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const drawn = new Map(); // box -> element that plotly draws in
  const boxes = [...document.querySelectorAll(".plotly-figure")];

  const theme = () => {
    const chosen = root.dataset.theme;
    return THEMES[(chosen ? chosen === "dark" : dark.matches) ? "dark" : "light"];
  };
  const each = (change) => drawn.forEach((plot) => window.Plotly.relayout(plot, change(plot)));

  const asked = new Map(); // file -> promise of its script
  const load = (file) => {
    if (!asked.has(file)) {
      asked.set(file, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(file, SOURCE).href;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${file} did not load`));
        document.head.append(script);
      }));
    }
    return asked.get(file);
  };
  // The page itself comes first: the bundle waits until the page has loaded.
  const quiet = new Promise((resolve) => {
    if (document.readyState === "complete") resolve();
    else window.addEventListener("load", () => setTimeout(resolve, 0), { once: true });
  });

  const say = (text) => (window.say ?? String)(text); // the book's script, which comes first, speaks the page's language
  // Buttons by name, so that none of plotly's own appears: one of them uploads the figure.
  const buttons = ({ data }) => [["toImage"], data.some(({ x, y }) => x ?? y) ? ["zoom2d", "resetScale2d"] : []];
  const config = (figure) => ({
    displaylogo: false,
    displayModeBar: touch ? false : "hover",
    doubleClick: touch ? false : "reset+autosize", // a tap comes as a touch and as a click: plotly counts two
    modeBarButtons: buttons(figure),
  });

  // Menus and legends are the page's own: the keyboard reaches them, and an open one covers no part of the figure.
  const menu = (one, plot, after) => {
    const select = document.createElement("select");
    select.setAttribute("aria-label", say("Shown in the figure"));
    select.append(...one.buttons.map(({ label }) => new Option(label)));
    select.selectedIndex = one.active ?? 0;
    select.addEventListener("change", () => {
      const { method = "restyle", args = [] } = one.buttons[select.selectedIndex];
      window.Plotly[method](plot, ...structuredClone(args)).then(after);
    });
    return select;
  };
  const ofOne = (value) => (typeof value === "string" ? value : undefined);
  const colourOf = ({ line, marker, fillcolor, mode }) =>
    (mode?.includes("markers") ? ofOne(marker?.color) : ofOne(fillcolor ?? line?.color)) ?? ofOne(marker?.color) ?? ofOne(line?.color);
  const legend = (list, plot) => {
    const groups = new Map();
    plot._fullData.forEach((trace, index) => {
      if (!trace.showlegend || trace.visible === false || !trace.name) return;
      const key = trace.legendgroup || index;
      groups.set(key, [...(groups.get(key) ?? []), index]);
    });
    list.replaceChildren(...(groups.size < 2 ? [] : [...groups.values()]).map((indices) => {
      const trace = plot._fullData[indices[0]];
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = trace.name;
      button.style.setProperty("--colour", colourOf(trace) ?? "transparent");
      button.setAttribute("aria-pressed", trace.visible === true);
      button.addEventListener("click", () => {
        const visible = button.getAttribute("aria-pressed") === "true" ? "legendonly" : true;
        button.setAttribute("aria-pressed", visible === true);
        window.Plotly.restyle(plot, { visible }, indices);
      });
      return button;
    }));
  };
  // A logarithmic axis is labelled at 1, 2 and 5, or at powers of ten, and never with a lone digit.
  const ticks = (plot) => {
    const changes = {};
    Object.entries(plot._fullLayout).forEach(([name, axis]) => {
      if (!/^[xy]axis\d*$/.test(name) || axis.type !== "log") {
        if (plot.layout[name]?.ticktext?.ours) Object.assign(changes, { [`${name}.tickvals`]: null, [`${name}.ticktext`]: null });
        return;
      }
      const [low, high] = axis.range;
      const steps = high - low > 2.5 ? [1] : [1, 2, 5];
      const powers = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, one) => 10 ** (Math.floor(low) + one));
      const tickvals = powers.flatMap((power) => steps.map((step) => step * power));
      const ticktext = tickvals.map((one) => Number(one.toPrecision(3)).toLocaleString("en"));
      Object.assign(changes, { [`${name}.tickvals`]: tickvals, [`${name}.ticktext`]: Object.assign(ticktext, { ours: true }) });
    });
    return Object.keys(changes).length ? window.Plotly.relayout(plot, changes) : plot;
  };
  // Of a flow the middle places bear no label, since it would cover the flow; pointed at, they have that of their colour.
  const named = (trace) => {
    if (trace.type !== "sankey") return trace;
    const { node, link } = trace;
    const labels = node.label.map((label, index) => label || node.label.find((one, other) => one && node.color[other] === node.color[index]) || "");
    const ways = link.source.map((source, index) => `${labels[source]} \u2192 ${labels[link.target[index]]}`);
    const told = "%{customdata}: %{value:,}<extra></extra>";
    return { ...trace, node: { ...node, customdata: labels, hovertemplate: told }, link: { ...link, customdata: ways, hovertemplate: told } };
  };

  const draw = async (box) => {
    const figure = window.PortfolioData?.[box.dataset.file];
    if (drawn.has(box) || !figure) return;
    const plot = document.createElement("div");
    plot.className = "plotly-drawing";
    box.append(plot);
    box.classList.add("drawn");
    drawn.set(box, plot);
    const { updatemenus = [], ...rest } = figure.layout ?? {};
    const layout = { ...rest, showlegend: false, template: theme(), autosize: true, height: box.clientHeight };
    const data = figure.data.map(named);
    if (touch) layout.dragmode = false; // a finger on a figure scrolls the page
    if (still) layout.transition = { duration: 0 };
    widths.observe(box);
    await window.Plotly.newPlot(plot, { ...figure, data, layout, config: config(figure) });
    name(box, plot);
    await control(box, plot, updatemenus, figure.layout?.showlegend !== false);
  };
  const control = async (box, plot, menus, hasLegend) => {
    const controls = document.createElement("div");
    const list = document.createElement("div");
    controls.className = "plotly-controls";
    const after = () => {
      if (hasLegend) legend(list, plot);
      return ticks(plot);
    };
    controls.append(...menus.map((one) => menu(one, plot, after)), list);
    box.append(controls);
    await after();
    if (!controls.querySelector("select, button")) return controls.remove();
    const margin = { ...plot.layout.margin, t: controls.offsetHeight + 12 };
    await window.Plotly.relayout(plot, { margin });
  };
  // The drawing is one image with a name; its hundred texts are no prose to read aloud.
  const name = (box, plot) => plot.querySelectorAll(".main-svg").forEach((svg, index) => {
    if (index) return svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", box.querySelector(".plotly-alternative").textContent);
  });
  const fail = (box) => {
    drawn.get(box)?.remove();
    box.querySelector(".plotly-controls")?.remove();
    drawn.delete(box);
    box.classList.remove("drawn");
    box.classList.add("failed");
  };

  let queue = quiet;
  const show = (box) => {
    queue = queue.then(() => Promise.all([load("__BUNDLE__"), load(box.dataset.file)]))
      .then(() => draw(box)).catch(() => fail(box))
      .then(() => new Promise((resolve) => setTimeout(resolve, 0))) // one figure per task
      .then(() => boxes.forEach((one) => load(one.dataset.file).catch(() => {}))); // whoever prints wants all
  };

  const watch = (rootMargin) => {
    const near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting)
      .forEach((entry) => { near.unobserve(entry.target); show(entry.target); }), { rootMargin });
    boxes.forEach((box) => near.observe(box));
    return near;
  };
  const widths = new ResizeObserver((entries) => entries.forEach(({ target, contentRect }) => {
    const plot = drawn.get(target);
    const width = Math.round(contentRect.width);
    if (plot && width > 0 && width !== plot._fullLayout?.width) window.Plotly.relayout(plot, { width });
  }));

  const repaint = () => each(() => ({ template: theme() }));
  new MutationObserver(repaint).observe(root, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", repaint);
  window.addEventListener("beforeprint", () => {
    if (!window.Plotly) return; // the text alternatives are printed
    boxes.forEach((box) => draw(box).catch(() => fail(box)));
    each((plot) => ({ template: THEMES.light, width: Math.min(PAPER, plot.clientWidth || PAPER) }));
  });
  window.addEventListener("afterprint", () => each((plot) => ({ template: theme(), width: plot.clientWidth })));
  // Who does not scroll needs only what is on the screen; who does, finds the next figure ready.
  const first = watch("0px");
  const scrolled = () => { first.disconnect(); watch(NEAR); };
  window.addEventListener("scroll", scrolled, { once: true, passive: true, capture: true });
})();
