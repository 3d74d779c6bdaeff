-- migrate:up
CREATE TABLE customer (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	since TEXT NOT NULL DEFAULT CURRENT_DATE
);
INSERT INTO customer (name) VALUES ('Ada'), ('Grace'), ('Edsger');

-- migrate:down
DROP TABLE customer;
