//! Audiences that are known by their codes, and how people call them.

/// Code, name, and phrases for them, as regular expressions. Where two phrases begin at the
/// same word, the first audience counts.
pub(super) const KNOWN: [(&str, &str, &str); 29] = [
    ("young-carers", "Young carers", "young carers?"),
    (
        "carers",
        "Carers",
        "(?:unpaid |family |adult |parent |former )?carers?|people who care for (?:someone|somebody)|(?:any ?one|people|those|whoever) who (?:look|looks|care|cares|is caring|are caring) (?:after|for) (?:an? |their |someone|somebody)",
    ),
    (
        "parents",
        "Parents and families",
        "(?:new |expectant |single |lone |foster )?(?:parents?|mums|mothers|dads|fathers|famil(?:y|ies))(?: to be| of)?",
    ),
    (
        "older-people",
        "Older people",
        "older (?:people|adults|residents|men|women|persons?|ones)|elderly(?: people)?|pensioners?|seniors?|senior citizens|retired people|elders|later life",
    ),
    (
        "young-people",
        "Young people",
        "young (?:people|persons?|adults)|teenagers?|teens|youths?|adolescents",
    ),
    (
        "lgbtq",
        "LGBTQ+ people",
        "lgbt(?:q|qi|qia)?\\b ?\\+?|gay|lesbians?|bisexual|trans(?:gender)?(?: people)?|queer|non binary",
    ),
    (
        "veterans",
        "Veterans and the forces",
        "(?:armed forces |military )?veterans?|ex service(?: ?(?:men|women|personnel|people))?|ex forces|armed forces (?:community|families)|former (?:servicemen|soldiers)",
    ),
    (
        "refugees",
        "Refugees and people seeking asylum",
        "refugees?|asylum seekers?|(?:people |anybody |anyone |those )?seeking (?:asylum|sanctuary)|newly arrived",
    ),
    (
        "dementia",
        "People with dementia",
        "dementia|alzheimer'?s|memory (?:loss|problems)",
    ),
    (
        "learning-disability",
        "People with a learning disability",
        "learning (?:disabilit(?:y|ies)|difficult(?:y|ies))",
    ),
    (
        "autism",
        "Autistic people",
        "autis(?:m|tic)(?: (?:adults|people|children))?|asperger'?s|neuro ?divergent|neuro ?diverse|adhd",
    ),
    (
        "deaf",
        "Deaf people",
        "deaf|hard of hearing|hearing (?:loss|impair(?:ed|ment)s?)|bsl users",
    ),
    (
        "sight-loss",
        "Blind and partially sighted people",
        "blind|partially sighted|sight loss|visual(?:ly)? impair(?:ed|ments?)|low vision",
    ),
    (
        "bereaved",
        "Bereaved people",
        "bereave(?:d|ment)|grie(?:f|ving)|(?:any ?one|people|those|blokes|men|women|anybody) who (?:have|has|is|are) (?:lost|losing) (?:a |someone|somebody|their )|loss of a loved one",
    ),
    ("students", "Students", "students?"),
    (
        "disabled",
        "Disabled people",
        "disabled (?:people|adults|children|persons?)|people with (?:a |any )?(?:physical )?disabilit(?:y|ies)|disabilities",
    ),
    (
        "homeless",
        "Homeless people",
        "homeless(?:ness)?|rough sleep(?:ers|ing)|sleeping rough",
    ),
    (
        "unemployed",
        "People out of work",
        "unemployed|job ?seekers|(?:people |those |anyone )?(?:who (?:are|is) )?out of work|looking for work",
    ),
    (
        "recovery",
        "People in recovery from addiction",
        "in recovery|recovering|addictions?|alcohol|drug use|drugs",
    ),
    (
        "mental-health",
        "People with poor mental health",
        "mental (?:health|ill ?health|illness|distress)|anxiety|depression|low mood",
    ),
    (
        "abuse-survivors",
        "Survivors of abuse",
        "(?:domestic|sexual) (?:abuse|violence)|survivors",
    ),
    (
        "long-term-conditions",
        "People with a long-term condition",
        "long term (?:health )?(?:conditions?|illness(?:es)?)|chronic (?:pain|illness|conditions?)|(?:lung|heart) (?:conditions?|disease|trouble|failure)|stroke|parkinson'?s|cancer|diabetes|copd|fibromyalgia|arthritis",
    ),
    (
        "low-income",
        "People on a low income",
        "low incomes?|on benefits|short of (?:food|money)|in (?:food|fuel) poverty|struggling (?:with money|to pay)",
    ),
    (
        "ethnic-minorities",
        "Ethnic minority communities",
        "ethnic minorit(?:y|ies)|global majority|(?:caribbean|african|asian|south asian|chinese|somali|bangladeshi|pakistani|roma|gypsy|black) (?:heritage|communit(?:y|ies)|elders|women|men|people|families|and)",
    ),
    (
        "pregnant",
        "Pregnant women and new parents",
        "pregnant|pregnancy|expecting a baby|parents to be|mums to be|new (?:mums|parents|mothers)|breast ?feeding",
    ),
    (
        "children",
        "Children",
        "children|toddlers?|bab(?:y|ies)|under fives",
    ),
    (
        "offenders",
        "People with convictions",
        "ex offenders|prison leavers|people with convictions|leaving prison",
    ),
    ("women", "Women", "womens?|ladies"),
    ("men", "Men", "mens?|blokes|lads|gentlemen"),
];
