// Making elements. Texts are text nodes always: what a model writes is never markup.

/** @param {...(Node | string | null | undefined | false)} children */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export const fill = (element, ...children) => {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

/** A copy of a `<template>`'s first element. */
export const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** Runs at most once a frame, with what was said last. */
export function eachFrame(draw) {
  let [asked, latest] = [false, null];
  return (...values) => {
    latest = values;
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw(...latest);
    });
  };
}

let number = 0;
export const uniqueId = (prefix) => `${prefix}-${++number}`;
