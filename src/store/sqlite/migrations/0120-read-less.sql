-- formerly: 25bfe44d14f830dd19889e29fbddf50baa75b39edda95bb8c97bcc809a4427f6
-- For v_generation_sample.
CREATE INDEX idx_code_gen_sample_16 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 16 = 0;
CREATE INDEX idx_code_gen_sample_256 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 256 = 0;
