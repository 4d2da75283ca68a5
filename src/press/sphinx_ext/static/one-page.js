document.querySelectorAll(".CLASS").forEach((box) => {
  const figure = JSON.parse(box.querySelector("script").textContent);
  const place = document.createElement("div");
  box.replaceChildren(place);
  Plotly.newPlot(place, { ...figure, layout: { ...figure.layout, template: THEME },
    config: { displaylogo: false, responsive: true } });
});
