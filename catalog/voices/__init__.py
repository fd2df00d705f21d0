"""What people miss, ask and think: wanted products, questions with their answers, and reviews."""
