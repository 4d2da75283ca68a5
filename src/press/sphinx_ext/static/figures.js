// Draws the plotly figures of a page; the press fills in BUNDLE and THEMES.
// plotly.js is large: it is fetched once, when a figure nears the screen, and with it the figure's data.
(() => {
  "use strict";
  const SOURCE = document.currentScript.src;
  const THEMES = __THEMES__;
  const NEAR = "600px 0px";
  const PAPER = 680; // px, the width of a printed page
  const NARROW = 480; // px
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

  // Buttons by name, so that none of plotly's own appears: one of them uploads the figure.
  const buttons = ({ data }) => [["toImage"], data.some(({ x, y }) => x ?? y) ? ["zoom2d", "resetScale2d"] : []];
  const config = (figure) => ({
    displaylogo: false,
    displayModeBar: touch ? false : "hover",
    modeBarButtons: buttons(figure),
  });

  // Two menus side by side have no room on a phone as they are: smaller, they begin and end with the figure.
  const fitting = (layout, box) => {
    const menus = layout?.updatemenus ?? [];
    if (menus.length !== 2 || box.clientWidth > NARROW) return layout;
    const [first, second] = menus.map((menu) => ({ ...menu, font: { ...menu.font, size: 11 } }));
    const updatemenus = [{ ...first, x: -0.2, xanchor: "left" }, { ...second, x: 1, xanchor: "right" }];
    return { ...layout, updatemenus };
  };

  const draw = async (box) => {
    const figure = window.PortfolioData?.[box.dataset.file];
    if (drawn.has(box) || !figure) return;
    const plot = document.createElement("div");
    plot.className = "plotly-drawing";
    box.append(plot);
    box.classList.add("drawn");
    drawn.set(box, plot);
    const layout = { ...fitting(figure.layout, box), template: theme(), autosize: true, height: box.clientHeight };
    if (touch) layout.dragmode = false; // a finger on a figure scrolls the page
    if (still) layout.transition = { duration: 0 };
    widths.observe(box);
    await window.Plotly.newPlot(plot, { ...figure, layout, config: config(figure) });
    name(box, plot);
  };
  // The drawing is one image with a name; its hundred texts are no prose to read aloud.
  const name = (box, plot) => plot.querySelectorAll(".main-svg").forEach((svg, index) => {
    if (index) return svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", box.querySelector(".plotly-alternative").textContent);
  });
  const fail = (box) => {
    drawn.get(box)?.remove();
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
