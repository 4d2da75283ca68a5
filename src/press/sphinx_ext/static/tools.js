// Brings the interactive tools of a page to life. A tool's data come as a script, once, when its box nears the
// screen: that works from a file on disk too.
(() => {
  "use strict";
  const NEAR = 300; // pixels above or below the screen
  const SOURCE = document.currentScript.src;
  const load = (box, build) => {
    const { file } = box.dataset;
    const ready = () => build(box, window.PortfolioData[file]);
    if (window.PortfolioData?.[file]) { ready(); return; }
    const script = document.createElement("script");
    script.src = new URL(file, SOURCE).href;
    script.onload = ready;
    script.onerror = () => box.classList.add("failed"); // what stands in for the tool stays
    document.head.append(script);
  };
  window.PortfolioTool = (name, build) => {
    const near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting)
      .forEach((entry) => { near.unobserve(entry.target); load(entry.target, build); }), { rootMargin: `${NEAR}px 0px` });
    document.querySelectorAll(`.${name}`).forEach((box) => {
      const { top } = box.getBoundingClientRect();
      if (top > -NEAR && top < window.innerHeight + NEAR) load(box, build); // on the screen already
      else near.observe(box);
    });
  };
})();
