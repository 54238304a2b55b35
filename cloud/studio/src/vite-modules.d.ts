/** Modules that only Vite can resolve. */
declare module 'virtual:signet-theme.css';
