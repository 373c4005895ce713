-- question: Where did the L2 fault, and what came of it?
SELECT * EXCLUDE (run) FROM page_fault
