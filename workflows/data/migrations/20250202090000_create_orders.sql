-- migrate:up
CREATE TABLE purchase (
	id INTEGER PRIMARY KEY,
	customer INTEGER NOT NULL REFERENCES customer(id),
	cents INTEGER NOT NULL CHECK (cents > 0)
);
CREATE INDEX purchase_by_customer ON purchase(customer);
CREATE TRIGGER purchase_of_nobody BEFORE INSERT ON purchase
WHEN NOT EXISTS (SELECT 1 FROM customer WHERE id = new.customer) BEGIN
	SELECT RAISE(ABORT, 'no such customer');
END;
INSERT INTO purchase (customer, cents) VALUES (1, 1250), (2, 800);

-- migrate:down
DROP TABLE purchase;
