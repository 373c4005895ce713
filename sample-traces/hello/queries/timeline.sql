-- question: Who ran when, and at which level?
SELECT * EXCLUDE (run) FROM vcpu_timeline
