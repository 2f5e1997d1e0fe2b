// Pictures of every page for people to look at; nothing here passes or fails.
import { defineConfig } from '@playwright/test';
import shared from '../playwright.config.ts';

export default defineConfig({ ...shared, testDir: '.', testMatch: 'pages.ts', timeout: 300_000 });
