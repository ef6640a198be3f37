// Helpers of the control page.

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export const actionButton = (textContent, action, body = {}, properties = {}) => {
  const button = element("button", { type: "button", textContent, ...properties });
  button.dataset.action = action;
  button.dataset.arguments = JSON.stringify(body);
  return button;
};

const pad = (number) => String(number).padStart(2, "0");

export const stopwatch = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
};
