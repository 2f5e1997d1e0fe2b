// What the banner costs a real browser, beside others; timings are printed, and no test depends on one.
import { defineConfig } from '@playwright/test';
import shared from '../playwright.config.ts';

export default defineConfig({ ...shared, testDir: '.', testMatch: '*.bench.ts', timeout: 1_800_000, reporter: [['dot']], reportSlowTests: null });
