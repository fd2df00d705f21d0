"""Sign-offs that people give in a product's life: what is asked, who answers, and how long an answer stands."""
