// What the book adds to the theme's script: the way back to the top, and what the keyboard needs.
(() => {
  "use strict";
  const back = document.getElementById("pst-back-to-top");
  if (back) {
    let before = window.scrollY;
    const show = (shown) => { back.style.display = shown ? "block" : "none"; };
    window.addEventListener("scroll", () => {
      show(window.scrollY < before && window.scrollY > window.innerHeight);
      before = window.scrollY;
    }, { passive: true });
    back.addEventListener("click", () => {
      window.scrollTo(0, 0);
      show(false);
      document.getElementById("main-content")?.focus({ preventScroll: true });
    });
  }
  // The theme drops the focus when it opens a menu: closing it gives the focus back to its button.
  for (const [menu, button] of [["pst-primary-sidebar-modal", "primary"], ["pst-secondary-sidebar-modal", "secondary"]]) {
    document.getElementById(menu)?.addEventListener("close", () =>
      document.querySelector(`.bd-header-article .${button}-toggle`)?.focus());
  }
  // A box that scrolls sideways must be within reach of the keyboard. The theme measures every box of a page
  // when it loads; here each is measured when it comes near the screen.
  const near = new IntersectionObserver((entries) => {
    const shown = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    const reach = shown.map((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    shown.forEach((box, index) => { box.tabIndex = reach[index] ? 0 : -1; });
  }, { rootMargin: "1000px" });
  window.measureWhenNear = (box) => {
    near.unobserve(box);
    near.observe(box);
  };
})();
