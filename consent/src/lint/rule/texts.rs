//! What site owners read about each rule.

use super::Rule;

/// Every rule that is decided from a draft, in the order of `docs/RULES.md`.
pub const RULES: &[Rule] = &[
    Rule {
        id: "L05",
        title: "Texts and buttons that everybody can read",
        why: "What cannot be read cannot be agreed to. Faint letters keep people with weak eyes from finding the way to \
              refuse.",
        mend: "Choose colours further apart, until the contrast is 4.5 to 1 or more, in the light and in the dark palette.",
        source: "WCAG 2.2, success criterion 1.4.3; EDPB Cookie Banner Taskforce, report of 17 January 2023, paragraph 18",
    },
    Rule {
        id: "L06",
        title: "A refusing button that refuses",
        why: "“Later” is not a no: whoever presses it has been denied the choice and will be asked again.",
        mend: "Let the label say that everything optional is refused, or use the shipped text.",
        source: "11 CCR 7004(a)(2)(B)",
    },
    Rule {
        id: "L09",
        title: "No impression that agreeing is the way in",
        why: "A yes counts only when it is free. Whoever believes that the site stays shut without it has not been free.",
        mend: "Drop the sentence, or say that the site works without agreeing.",
        source: "EDPB Cookie Banner Taskforce, report of 17 January 2023, paragraph 13; EDPB Guidelines 05/2020",
    },
    Rule {
        id: "L10",
        title: "No shame, no pressure, no flattery, no double negatives",
        why: "Feelings and puzzles steer people away from what they would decide at leisure. Such consent does not count in \
              several places.",
        mend: "Write neutrally: what is asked, and what each button does.",
        source: "EDPB Guidelines 03/2022, emotional steering; 11 CCR 7004(a)(3) and (4)",
    },
    Rule {
        id: "L11",
        title: "Nothing offered beside the question",
        why: "A discount or a newsletter draws the eye away from the question and makes a yes the price of something else.",
        mend: "Take the offer out of the banner; it has its place elsewhere on the site.",
        source: "EDPB Guidelines 03/2022, distraction from the choice",
    },
    Rule {
        id: "L12",
        title: "Words that say what is done",
        why: "People can only agree to what they understand. “OK” names no decision, and “a better experience” is not what \
              advertising is.",
        mend: "Name the deed on the button, and in marketing texts say that advertising is meant.",
        source: "EDPB Guidelines 03/2022, ambiguous wording; AEPD, guide on the use of cookies, 2023",
    },
    Rule {
        id: "L13",
        title: "Every offered language, whole and for itself",
        why: "Whoever has chosen a language may not be able to read another one, and has then agreed to nothing.",
        mend: "Write what is missing, translate what stands under the wrong language, or stop offering the language.",
        source: "EDPB Guidelines 03/2022, change of language",
    },
    Rule {
        id: "L15",
        title: "Links that lead somewhere",
        why: "Policies are where people look before they decide. A link that no browser can open is a dead end.",
        mend: "Give the whole address, beginning with https://.",
        source: "EDPB Guidelines 03/2022, dead ends; 11 CCR 7004(a)(5)",
    },
    Rule {
        id: "L16",
        title: "Few enough purposes to choose from",
        why: "Nobody weighs more than ten questions before reading a page. They press whatever makes them go away.",
        mend: "Join purposes that belong together, and drop what you do not need.",
        source: "EDPB Guidelines 03/2022, too many options",
    },
    Rule {
        id: "I01",
        title: "A title and a plain description for each purpose",
        why: "Consent has to be informed, before the choice and in words that most people understand.",
        mend: "Say in one or two short sentences what is done, with which data, and what for.",
        source: "GDPR, Articles 4(11) and 12(1); CNIL, deliberation 2020-092; 11 CCR 7004(a)(1); Flesch 1948, Amstad 1978, \
                 Fernández Huerta 1959, Kandel and Moles 1958, Lucisano and Piemontese 1988, Douma 1960",
    },
    Rule {
        id: "I02",
        title: "Everybody who receives data, by name",
        why: "People agree to certain recipients, not to anyone. They can only ask those they know of.",
        mend: "Name the company behind each tracker, and link to its privacy policy.",
        source: "GDPR, Article 13(1)(e); CNIL, deliberation 2020-092; Google, EU user consent policy",
    },
    Rule {
        id: "I03",
        title: "A true and bounded duration for every stored item",
        why: "How long something stays in the browser belongs to what people have to be told, and more than 13 months is more \
              than a visit count needs.",
        mend: "Give the real duration, and have optional items go after 13 months at most.",
        source: "CJEU, C-673/17 (Planet49), paragraph 81; CNIL, exemption of audience measurement",
    },
    Rule {
        id: "I04",
        title: "Statistics and advertising apart",
        why: "Whoever helps you to count visits does not thereby want to be followed by advertisers. Each needs its own yes.",
        mend: "Make a purpose of each, and move the trackers to where they belong.",
        source: "GDPR, recital 43; ICO, guidance on storage and access technologies; CAI, guidelines on valid consent, 2023",
    },
    Rule {
        id: "I05",
        title: "Necessary means necessary",
        why: "What is called necessary runs without a question. Only what the requested service cannot do without may.",
        mend: "Write why the site cannot work without it. Move counting and advertising to purposes that people decide about.",
        source: "Directive 2002/58/EC, Article 5(3); DSK, guidance on telemedia; ICO, guidance on storage and access \
                 technologies",
    },
    Rule {
        id: "I06",
        title: "Consent where consent is due",
        why: "An interest of your own, however legitimate, does not replace the yes that the law asks for before a browser is \
              read.",
        mend: "Choose consent as the legal basis.",
        source: "Directive 2002/58/EC, Article 5(3); IAB Europe TCF 2.2, purposes 3 to 6",
    },
    Rule {
        id: "I07",
        title: "Google's advertising said by its name",
        why: "Google makes it a condition that visitors learn of personalised advertising and can read what Google does with \
              their data.",
        mend: "Say in the description that advertising is personalised, and link to https://business.safety.google/privacy.",
        source: "Google, EU user consent policy and its help pages",
    },
    Rule {
        id: "B03",
        title: "Google's tags told what visitors allow",
        why: "Without Consent Mode, Google's tags learn nothing of a refusal, and Google serves fewer functions in Europe.",
        mend: "Switch Consent Mode on in the banner's behaviour.",
        source: "Google, Consent Mode developer guide",
    },
    Rule {
        id: "B05",
        title: "A no that is respected for half a year",
        why: "Asking again and again until people give in is pressure, not a question.",
        mend: "Let refusals, and the silence after them, last for 180 days or more.",
        source: "Garante per la protezione dei dati personali, guidelines no. 231 of 10 June 2021; CNIL, deliberation \
                 2020-092, paragraph 39; ÚOOÚ, questions and answers on cookies; EDPB Guidelines 03/2022, continuous prompting",
    },
    Rule {
        id: "B06",
        title: "A yes that does not outlive a no",
        why: "Minds change. A yes that counts longer than a no tilts the scales, and none should count for ever.",
        mend: "Shorten the life of grants to that of refusals, and to the longest that the regime knows.",
        source: "CNIL, deliberation 2020-092, paragraphs 35 to 39; AEPD, guide on the use of cookies, 2023; ÚOOÚ, questions \
                 and answers on cookies",
    },
    Rule {
        id: "B17",
        title: "Clarity told what visitors allow",
        why: "Microsoft asks for a consent signal from visitors in the European Economic Area, the United Kingdom and \
              Switzerland.",
        mend: "Choose Microsoft Clarity among the vendors that are told.",
        source: "Microsoft, Clarity consent API v2",
    },
    Rule {
        id: "B19",
        title: "The British exceptions and their limits",
        why: "Since 2026, statistics about the own service and its appearance may run there without a yes, but not for anything \
              else, and only where people are told and can object.",
        mend: "Nothing has to be done where that is so. Otherwise ask for a yes in the United Kingdom as well.",
        source: "Data (Use and Access) Act 2025; ICO, guidance on storage and access technologies, 29 April 2026",
    },
    Rule {
        id: "E01",
        title: "What visitors get in return",
        why: "Data are given, not taken. Whoever gives should learn what comes back, and the owner's gain is not that.",
        mend: "Name a benefit that the visitor feels: what works better, faster or more safely.",
        source: "Ethics of Assent: benefit to the visitor",
    },
    Rule {
        id: "E02",
        title: "No more data than the purpose needs",
        why: "What is not collected cannot be lost, sold or misused.",
        mend: "Take out what the purpose can do without, or give it a purpose of its own.",
        source: "GDPR, Article 5(1)(c); ethics of Assent: data minimisation",
    },
    Rule {
        id: "E03",
        title: "Sensitive data only by themselves, agreed to and confirmed",
        why: "Health, opinions, beliefs, sexuality, origin and the body can be used against people. They are asked about \
              separately, and two people of your own stand for it.",
        mend: "Give them an optional purpose of their own on the basis of consent, and have another member confirm it with a \
               statement.",
        source: "GDPR, Article 9; DAA, self-regulatory principles; ethics of Assent: no sensitive data unasked",
    },
    Rule {
        id: "E04",
        title: "An end to how long data are kept",
        why: "Old data help nobody and harm whoever they are about when they leak.",
        mend: "State how long the data are kept: at most 25 months for measurement and marketing, 3 years for functions, 10 \
               years for what is necessary.",
        source: "GDPR, Articles 5(1)(e) and 13(2)(a); CNIL, exemption of audience measurement; ethics of Assent: retention \
                 limits",
    },
    Rule {
        id: "E05",
        title: "Somebody who answers for it",
        why: "People need to know whom they deal with, and where to turn with a question or an objection.",
        mend: "Name the controller in the site's details, and give an address that is read.",
        source: "GDPR, Article 13(1)(a); ethics of Assent: accountability",
    },
    Rule {
        id: "R01",
        title: "No regime laxer than its preset without a reason",
        why: "Presets are what the law of a place asks for. Whoever does less should know why, and stand for it in writing.",
        mend: "Take the preset's value, or write why less is right on this site.",
        source: "The sources given with each preset",
    },
    Rule {
        id: "R02",
        title: "The languages that a place asks for",
        why: "In Quebec French is a right, and in France and Brazil people cannot be expected to agree in a foreign language.",
        mend: "Offer the language, with all texts in it.",
        source: "Charter of the French language (Quebec); Law 94-665 (France); LGPD, Article 9 (Brazil)",
    },
    Rule {
        id: "R03",
        title: "Exemptions kept within their limits",
        why: "What runs without a yes does so on conditions: short-lived items, data that go in time, and never advertising.",
        mend: "Keep to the limits, or ask for a yes.",
        source: "CNIL, exemption of audience measurement; Privacy and Electronic Communications Regulations 2003, Schedule A1",
    },
];
