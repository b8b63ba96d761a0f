/** The worker's own script, where a page may start one from a file. */
self.lessonkit = {};
importScripts("parts.js", "carried.js", "plain.js", "simd.js", "network.js", "resample.js", "square.js", "serve.js");
lessonkit.vision.serve(self);
