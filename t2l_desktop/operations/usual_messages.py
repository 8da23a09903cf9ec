"""What people write to a model on any day: what a description is usually like, it owes to no message in particular.

Written once, in every shape that messages have, and without regard to any task, test or pack.
"""

USUAL_MESSAGES = (
    "Hello!", "How are you today?", "Thank you very much.", "What time is it?", "Can you help me?", "I am tired.",
    "Tell me a story about a dragon.", "What is the weather like in summer?", "Why is the sky blue?", "Who are you?",
    "John Smith", "Anna Maria Keller", "London", "Canada", "Monday", "October", "3 May 1998", "2024-12-01", "17:30",
    "9 am", "42", "7", "1500", "12 5 8 30", "3.14", "2 + 2", "$19.99", "50%", "someone@example.com",
    "https://example.com/news", "run", "house", "beautiful", "quickly", "blue", "tiger", "banana", "doctor", "piano",
    "water", "red table small window", "eggs, flour, butter", "cat dog horse", "one two three", "x, y, z",
    "The train was late again this morning.", "My sister bought a new car last week.",
    "Please send me the report by Friday.", "I love this place, the food is great!",
    "This product broke after one day.", "The meeting is at noon in room 4.",
    "We will visit our grandparents next month.", "Could you open the door?", "He walked slowly along the river.",
    "NEVER GIVE UP", "ok", "yes", "lol that was funny", "report_final.pdf", "print('hi')",
    "Dear Sir or Madam, I am writing to ask about my order.",
    "Once upon a time there was a king who had three daughters.", "The cell is the smallest unit of life.",
    "Mix the sugar with two eggs and bake it for twenty minutes.",
)  # fmt: skip
