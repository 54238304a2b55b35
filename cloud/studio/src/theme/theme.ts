/**
 * How Studio looks: calm surfaces, one accent (indigo), the gold of the seal in mark and drawings alone, and text
 * that always has enough contrast.
 *
 * Mantine's own greys for hints and errors miss WCAG AA on tinted surfaces, so those variables are ours.
 * This module is read twice: by the page, and at build time by the plugin that writes the variables into a
 * style sheet. It must therefore import nothing that needs a browser.
 */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const signet: MantineColorsTuple = [
  '#eef0fc',
  '#dde0f7',
  '#bcc2ef',
  '#9aa3e8',
  '#8089e1',
  '#6570d6',
  '#4f59c6',
  '#434cb0',
  '#373f93',
  '#282e6d',
];

/** Slate with a little of the accent in it, so that the dark scheme is not a hole in the page. */
const dark: MantineColorsTuple = [
  '#e3e5f0',
  '#c3c7d9',
  '#a4a9c1',
  '#7c829e',
  '#444a66',
  '#333850',
  '#262a3e',
  '#1b1e2e',
  '#151825',
  '#11131f',
];

export const theme = createTheme({
  colors: { signet, dark },
  primaryColor: 'signet',
  primaryShade: { light: 6, dark: 6 },
  black: '#1a1d2e',
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '680', textWrap: 'balance' },
  components: {
    // All dialogs alike; named and not imported, so that no dialog is part of the first load.
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'lg',
        lockScroll: false,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
  },
});

/** Colours that Mantine has no place for, and those of its own that need more contrast. */
export const variables: CSSVariablesResolver = () => ({
  // The wax and ink of the screens themselves.
  variables: { '--signet-ink': '#0b0e14' },
  light: {
    '--signet-page': '#f6f7fb',
    '--signet-card': '#ffffff',
    '--signet-raised': '#ffffff',
    '--signet-line': '#e1e4ee',
    '--signet-wax': '#e8b44c',
    '--signet-good': '#1b7a4b',
    '--signet-good-soft': '#e3f5ea',
    '--signet-warn': '#8a5300',
    '--signet-warn-soft': '#fdf1dc',
    '--signet-bad': '#b42330',
    '--signet-bad-soft': '#fdeaec',
    '--signet-shadow': '0 1px 2px rgb(26 29 46 / 5%), 0 8px 24px -12px rgb(26 29 46 / 14%)',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#586079',
    '--mantine-color-placeholder': '#6c7389',
    '--mantine-color-error': '#b42330',
    '--mantine-color-default-border': '#8d94a9',
    '--mantine-color-anchor': '#434cb0',
  },
  dark: {
    '--signet-page': '#11131f',
    '--signet-card': '#1b1e2e',
    '--signet-raised': '#2c314a',
    '--signet-line': '#2f344b',
    '--signet-wax': '#f0c368',
    '--signet-good': '#6ddba0',
    '--signet-good-soft': '#153327',
    '--signet-warn': '#f3c069',
    '--signet-warn-soft': '#38290f',
    '--signet-bad': '#ff9aa2',
    '--signet-bad-soft': '#3d1a22',
    '--signet-shadow': '0 1px 2px rgb(0 0 0 / 30%), 0 12px 32px -12px rgb(0 0 0 / 55%)',
    '--mantine-color-body': '#1b1e2e',
    '--mantine-color-dimmed': '#a4a9c1',
    '--mantine-color-placeholder': '#8f95b0',
    '--mantine-color-error': '#ff9aa2',
    '--mantine-color-default-border': '#626988',
    '--mantine-color-anchor': '#b3bbf5',
    '--mantine-color-signet-light': 'rgb(101 112 214 / 24%)',
    '--mantine-color-signet-light-hover': 'rgb(101 112 214 / 32%)',
    '--mantine-color-signet-light-color': '#b3bbf5',
  },
});
