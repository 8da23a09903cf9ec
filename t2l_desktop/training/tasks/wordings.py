"""How people would ask for the tasks of a group: what differs between its tasks stands in braces.

Wordings above the `~` line are trained on. Those below it are never trained on and are in other styles: a question, a
wish, a few key words.
"""

# Words in {braces} vary: a wording is written once for every alternative, in the same order for all tasks of a group.
NTH = """
    Give the {first} word of the list.
    Reply with the {first} word only.
    Return only the {first} of the words.
    From the words you get, pick the {first} one.
    The answer is always the {first} word.
    Take the {first} word and leave out the rest.
    Say nothing but the {first} word.
    Given some words, output the {first}.
    Pick out the {first} item of the list.
    ~
    What is the {first} word I typed?
    I only ever want to see the {first} word.
    {first} word extraction
"""
CASE = """
    Write the text in {upper case}.
    Change the text to {upper case}.
    Convert everything to {upper case}.
    Repeat the sentence in {upper case}.
    The answer is the same text in {upper case}.
    Rewrite what I say using {upper case}.
    Turn the sentence into {upper case}.
    Give the text back in {upper case}.
    Output the input in {upper case}.
    ~
    Can you put my text into {upper case}?
    I need my sentences to be in {upper case}.
    {upper case} converter
"""
JOIN = """
    Join the words with {commas}.
    Put {commas} between the words.
    Separate the words by {commas}.
    Write the list with {commas} between the items.
    Connect all the words using {commas}.
    The answer is the same words joined by {commas}.
    Replace the spaces between the words with {commas}.
    Give the words back separated with {commas}.
    Turn the list into one line with {commas}.
    ~
    Could you place {commas} between my words?
    I want {commas} instead of spaces.
    list to text with {commas}
"""
LETTER = """
    Give the {first letter} of the word.
    Reply with the {first letter} only.
    Return the {first letter} of the word.
    Take a word and output its {first letter}.
    The answer is the {first letter} of the word.
    Say just the {first letter} of what I type.
    Write down the {first letter} of the word.
    From the word, keep only the {first letter}.
    Tell me the {first letter} of the word.
    ~
    Which is the {first letter} of this word?
    I would like to know the {first letter}.
    {first letter} finder
"""
NUMBERS = """
    Give the {largest} number of the list.
    Reply with the {largest} number only.
    Find the {largest} of the numbers.
    Return the {largest} number.
    Pick the {largest} number from the list.
    The answer is the {largest} of the given numbers.
    Look at the numbers and say the {largest} one.
    Out of several numbers, choose the {largest}.
    Output only the {largest} value.
    ~
    Which number is the {largest}?
    I want to know which of my numbers is the {largest}.
    {largest} number finder
"""
NUMBER = """
    Give {the next number}.
    Reply with {the next number}.
    The answer is {the next number}.
    Take a number and output {the next number}.
    Return {the next number} and nothing else.
    For every number I write, say {the next number}.
    Given a number, find {the next number}.
    Compute {the next number}.
    Tell me {the next number}.
    ~
    What is {the next number}?
    I type a number and want to see {the next number}.
    calculator for {the next number}
"""
PERSON = """
    Give {the first name} of the person.
    Reply with {the first name} only.
    From a full name, return {the first name}.
    Extract {the first name} from the full name.
    The answer is {the first name} of the person.
    Take the person's name and output {the first name}.
    Write {the first name} of whoever is named.
    Given somebody's name, write {the first name}.
    Turn the full name into {the first name}.
    ~
    What is {the first name} of this person?
    I have full names and need {the first name}.
    names to {the first name}
"""
DATE = """
    Give {the year} of the date.
    Reply with {the year} only.
    Extract {the year} from the date.
    The answer is {the year} of the date.
    From a date, return {the year}.
    Take a date and output {the year}.
    Read the date and say {the year}.
    Turn the date into {the year}.
    Given a date, write {the year}.
    ~
    What is {the year} in this date?
    I paste dates and need {the year}.
    date to {the year}
"""
COUNTRY = """
    Give {the capital} of the country.
    Reply with {the capital} of the country.
    Name {the capital} of the country I mention.
    For each country, say {the capital}.
    The answer is {the capital} of the country.
    Given a country, return {the capital}.
    Tell me {the capital} of the country.
    Take the name of a country and output {the capital}.
    Know {the capital} of every country.
    ~
    What is {the capital} of this country?
    I am learning geography: I name a country, you name {the capital}.
    quiz about {the capital} of countries
"""
VERB = """
    Give {the past tense} of the verb.
    Put the verb into {the past tense}.
    Write the verb in {the past tense}.
    Reply with {the past tense} of the verb.
    Turn the verb into {the past tense}.
    The answer is {the past tense} of the verb.
    Change the verb to {the past tense}.
    Given a verb, return {the past tense}.
    Take a verb and form {the past tense}.
    ~
    What is {the past tense} of this verb?
    I want to practise {the past tense} of verbs.
    verbs: {the past tense}
"""
WRAP = """
    Put {quotation marks} around the text.
    Wrap the text in {quotation marks}.
    Write the sentence inside {quotation marks}.
    Surround the text with {quotation marks}.
    Give the text back in {quotation marks}.
    The answer is the text between {quotation marks}.
    Enclose what I write in {quotation marks}.
    Repeat the sentence within {quotation marks}.
    Add {quotation marks} on both sides of the text.
    ~
    Can you put {quotation marks} around my sentence?
    I need {quotation marks} at both ends of the text.
    text in {quotation marks}
"""
