"""A small rasteriser that draws gardens with a known camera, sun and ground. It shares nothing with the engine."""
