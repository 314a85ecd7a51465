/** Labels of time axes: each stands for itself, also when its neighbour with the year gives way on a narrow screen. */
export const timeLabels = {
  year: "{yyyy}",
  month: "{yyyy}-{MM}",
  day: "{MM}-{dd}",
  hour: "{HH}:{mm}",
  minute: "{HH}:{mm}",
};
