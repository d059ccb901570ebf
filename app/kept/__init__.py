"""What a person keeps: recent questions, saved searches, collections; and what goes out of them."""
