# Who did what, how many were sold, and lists that are ranked or show more columns.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_NOW=2026-11-27T12:00:00Z BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
mkdir shop library school
printf 'customer_id,name,city\n1,Ada,Graz\n2,Ben,Linz\n3,Cem,Graz\n' >shop/customers.csv
printf 'product_id,title,kind,price\n1,Kettle,Kitchen,25\n2,Mug,Kitchen,6\n3,Hammock,Garden,80\n' >shop/products.csv
printf 'order_id,customer_id,placed_on,state\n1,1,2026-01-02,paid\n2,1,2026-02-03,open\n3,2,2026-02-05,paid\n' >shop/orders.csv
printf 'line_id,order_id,product_id,quantity\n1,1,1,1\n2,1,2,6\n3,2,3,1\n4,3,2,2\n' >shop/lines.csv
printf 'author_id,name,born_in\n1,Eva Lind,Oslo\n2,Jan Rot,Ghent\n' >library/authors.csv
printf 'shelf_id,keeper\n1,Dr. Holm\n2,John F. Berg\n' >library/shelves.csv
printf 'reader_id,name\n1,Kim\n2,Lee\n' >library/readers.csv
printf 'book_id,title,author_id,pages\n1,Tides,1,210\n2,Dunes,2,340\n' >library/books.csv

printf 'student_id,name,grade_level\n1,Tim,8\n2,Ute,9\n' >school/students.csv
printf 'teacher_id,name\n1,Ms. Vogel\n' >school/teachers.csv
printf 'mark_id,student_id,teacher_id,score\n1,1,1,55\n2,2,1,90\n3,2,1,70\n' >school/marks.csv

printf 'day,region,rep,item,units,unit_price,revenue\n2025-01-05,North,Ann,Pen,2,10,20\n2025-02-06,South,Bo,Pen,5,10,50\n2025-02-07,North,Ann,Lamp,1,45,45\n2025-03-08,North,Cy,Lamp,1,45,45\n' >sales.csv

asks() { # asks QUESTION ROWS: of the answer, cells joined by commas, rows by blanks
	run blokctl ask-sql --db "${db:-shop}" --format csv "$1"
	status_is 0 "$1: status"
	is "$(sed 1d "$T/out" | tr -d '\r' | tr '\n' ' ' | sed 's/ $//')" "$2" "$1"
}
refuses() { # refuses QUESTION
	run blokctl ask-sql --db "${db:-shop}" --sql-only "$1"
	status_is 6 "refused: $1"
}

# --- who: rows of the one table of people
asks 'who bought the Kettle' 'Ada'
asks 'who ordered a Mug' 'Ada Ben'
asks 'who bought Garden' 'Ada'
asks 'who placed the most orders' 'Ada'
asks 'who has open orders' 'Ada'
asks 'who has no orders' 'Cem'
asks 'who never ordered' 'Cem'
asks 'who lives in Graz' 'Ada Cem'
asks 'who ordered in February 2026' 'Ada Ben'
asks 'who has more than 1 order' 'Ada'
asks 'who are the customers' 'Ada Ben Cem'
refuses 'who bought what'
db=library refuses 'who read Tides' # readers or authors

# --- how many were sold: quantities are added up
asks 'how many mugs were sold' '8'
asks 'how many products were sold' '10'
asks 'how many Mugs did Ada buy' '6'
asks 'number of products sold per kind' 'Garden,1 Kitchen,9'
asks 'how many customers bought a Mug' '2'
asks 'how many products are there' '3'
db=library refuses 'how many books were sold'

# --- the top of what is added up, and of a category
asks 'top 2 products by quantity' 'Mug,8 Hammock,1'
asks 'top 2 kinds by total quantity' 'Kitchen,9 Garden,1'
asks 'cities with the most orders' 'Graz'
asks 'top 2 combinations of city and state by number of orders' 'Graz,open,1 Graz,paid,1'
asks 'quantity per customer' 'Ada,8 Ben,2'

# --- one table of sales
db=sales.csv asks 'how many pens were sold' '7'
db=sales.csv asks 'how many units did Ann sell' '3'
db=sales.csv asks 'units sold by item' 'Lamp,2 Pen,7'
db=sales.csv asks 'which rep sold the most' 'Bo'
db=sales.csv asks 'top 2 reps by revenue' 'Ann,65 Bo,50'
db=sales.csv asks 'top 2 items by unit price' 'Lamp,45 Lamp,45'
db=sales.csv asks 'which item has the lowest revenue' 'Pen'
db=sales.csv asks 'region with the most units' 'South'
db=sales.csv asks 'total units' '9'
db=sales.csv asks 'total units sold in February' '6'
db=sales.csv refuses 'cumulative revenue by month'
db=sales.csv refuses 'top item in each region'

# --- what was done the most
asks 'which product was sold the most' 'Mug'
asks 'which kind was sold the most' 'Kitchen'
asks 'which customer ordered the most' 'Ada'
asks 'who ordered the most' 'Ada'
refuses 'which product was admired the most'

# --- rankings
asks 'products by price' 'Hammock,80 Kettle,25 Mug,6'
asks 'customers by number of orders' 'Ada,2 Ben,1'
asks 'orders by state' 'open,1 paid,2'

db=school asks 'students by average score' 'Ute,80 Tim,55'

# --- the very name goes before a word of the same meaning that is nearer
db=school asks 'students with a score below 60' 'Tim'
db=school refuses 'which student has the best average'
db=school refuses 'who got the highest score' # a student or a teacher; and no number

# --- more columns of each row
asks 'products with kind and price' 'Kettle,Kitchen,25 Mug,Kitchen,6 Hammock,Garden,80'
asks 'paid orders with customer name' '1,1,2026-01-02,paid,Ada 3,2,2026-02-05,paid,Ben'
asks 'customers with city Linz' 'Ben'
asks 'customers with orders' 'Ada Ben'

db=library asks 'books with their author' 'Tides,Eva Lind Dunes,Jan Rot'

# --- points within names
db=library asks 'shelves of Dr. Holm' '1'
db=library asks 'shelves of John F. Berg' '2'
asks 'Which customers live in Graz. List their names.' 'Ada Cem'

# --- one value of many is none: what a group does not determine is not shown
refuses 'title and price of products with the most popular kind'
done_testing
