"""Outside judges of the whole sample site: axe-core, Lighthouse, the W3C's HTML checker, and every link followed."""
