// Serves the gallery on loopback. It is never built into the application.

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../../node_modules/.vite/gallery', import.meta.url)),
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5180, fs: { allow: [repository] } },
});
