// A slider for each parameter that is not along the axis: it lifts out the curves of one of its values.
document.querySelectorAll(".sweep").forEach((figure) => {
  const sliders = [...figure.querySelectorAll(".sweep-slider")];
  const show = () => {
    const chosen = sliders.map((slider) => Number(slider.querySelector("input").value));
    sliders.forEach((slider, index) => {
      const level = slider.dataset.levels.split("|")[chosen[index]];
      slider.querySelector("output").textContent = level;
      slider.querySelector("input").setAttribute("aria-valuetext", level);
    });
    figure.classList.toggle("sweep-chosen", chosen.some(Boolean));
    figure.querySelectorAll(".sweep-line").forEach((line) => {
      const at = line.dataset.at.split(" ").map(Number);
      line.classList.toggle("on", at.every((place, index) => !chosen[index] || place === chosen[index]));
    });
  };
  sliders.forEach((slider) => {
    slider.hidden = false;
    slider.addEventListener("input", show);
  });
  if (sliders.length) show();
});
