import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Many tests wait for processes rather than compute: two at a time also on a machine of two cores.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      thresholds: { 'src/dsp/**': { 100: true }, 'src/detect/**': { 100: true } },
    },
    projects: [
      // Half the time of unit tests would go into loading the same modules for each file.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'golden', include: ['test/golden/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
