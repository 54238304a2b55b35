/** Where Studio starts in the browser: the only module that touches the document on its own. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { createQueryClient } from './api/query-client.ts';
import { readAhead } from './read-ahead.ts';
import { StudioRoutes } from './routes.tsx';
import { sessionKey } from './session/session.ts';
import { CrashBoundary } from './shell/crash-boundary.tsx';
import { theme } from './theme/theme.ts';
import './theme/styles.ts';

const queries = createQueryClient({
  onSignedOut: () => queries.setQueryData(sessionKey, null),
  onKeptOut: () => void queries.invalidateQueries({ queryKey: sessionKey }),
});
readAhead(queries, window.location);

const root = document.getElementById('studio');
if (root === null) throw new Error('index.html has no element "studio".');

createRoot(root).render(
  <StrictMode>
    {/* Variables and classes come as files, so that no inline style element is needed: see vite-theme-css.ts. */}
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <CrashBoundary>
          <BrowserRouter>
            <StudioRoutes />
          </BrowserRouter>
        </CrashBoundary>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
