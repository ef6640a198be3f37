// The settings of a phone in one line of text.

const LABELS = {
  brightness: "Brightness",
  idle_brightness: "Idle brightness",
  ringtone: "Ringtone",
  ringer_volume: "Ringer volume",
  page_volume: "Page volume",
  auto_answer: "Auto answer",
  forward_to: "Forward to",
};

// Settings that the model lacks are null.
export const describeSettings = (settings) =>
  Object.entries(settings)
    .filter(([, value]) => value)
    .map(([name, value]) => `${LABELS[name]} ${value}`)
    .join(" · ");
