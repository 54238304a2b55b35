/**
 * Writes the theme's variables into a style sheet when Studio is built.
 *
 * Mantine would put them into a `<style>` element at run time, for which the cloud's Content-Security-Policy
 * would have to allow inline styles. Built once, they load as a file and the policy stays strict.
 */
import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { theme, variables } from './src/theme/theme.ts';

const name = 'virtual:signet-theme.css';

/** Resolves `import 'virtual:signet-theme.css'`. */
export function themeCss(): Plugin {
  return {
    name: 'signet-theme-css',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? themeVariables() : null),
  };
}

function themeVariables(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const ofMantine = defaultCssVariablesResolver(merged);
  const ofOurs = variables(merged);
  return convertCssVariables({
    variables: { ...ofMantine.variables, ...ofOurs.variables },
    light: { ...ofMantine.light, ...ofOurs.light },
    dark: { ...ofMantine.dark, ...ofOurs.dark },
  });
}
