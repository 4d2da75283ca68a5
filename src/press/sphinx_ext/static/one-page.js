document.querySelectorAll(".CLASS").forEach((box) => {
  const figure = JSON.parse(box.querySelector("script").textContent);
  const place = document.createElement("div");
  box.replaceChildren(place);
  // Buttons by name, so that none of plotly's own appears: one of them uploads the figure.
  const buttons = [["toImage"], figure.data.some(({ x, y }) => x ?? y) ? ["zoom2d", "resetScale2d"] : []];
  Plotly.newPlot(place, { ...figure, layout: { ...figure.layout, template: THEME },
    config: { displaylogo: false, responsive: true, modeBarButtons: buttons } });
});
