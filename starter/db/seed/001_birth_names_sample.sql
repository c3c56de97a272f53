-- Ten rows of Superset's sample data set "birth names": enough for a first chart.
CREATE TABLE IF NOT EXISTS examples.birth_names (
  year integer NOT NULL,
  name varchar(255) NOT NULL,
  gender varchar(16) NOT NULL,
  state varchar(10) NOT NULL,
  num bigint NOT NULL,
  PRIMARY KEY (year, name, gender, state)
);

CREATE INDEX IF NOT EXISTS idx_birth_names_year ON examples.birth_names (year);
CREATE INDEX IF NOT EXISTS idx_birth_names_state ON examples.birth_names (state);

INSERT INTO examples.birth_names (year, name, gender, state, num) VALUES
  (1965, 'Aaron', 'boy', 'CA', 369),
  (1965, 'Amy', 'girl', 'CA', 494),
  (1975, 'Jennifer', 'girl', 'NY', 3560),
  (1975, 'Michael', 'boy', 'NY', 4012),
  (1985, 'Jessica', 'girl', 'TX', 3211),
  (1985, 'Christopher', 'boy', 'TX', 3087),
  (1995, 'Emily', 'girl', 'FL', 1120),
  (1995, 'Brandon', 'boy', 'FL', 1236),
  (2005, 'Emma', 'girl', 'IL', 881),
  (2005, 'Jacob', 'boy', 'IL', 1094);
