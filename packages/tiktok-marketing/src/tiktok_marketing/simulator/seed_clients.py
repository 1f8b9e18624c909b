"""The fictional clients of the fictional agency that the demo's world is seeded with."""

from __future__ import annotations

import msgspec

AGENCY = "Harbour & Pine Media"


class Client(msgspec.Struct, frozen=True):
    """One advertiser. `locations` are TikTok's location ids, which are those of GeoNames."""

    name: str
    company: str
    site: str
    industry: str
    country: str
    currency: str
    timezone: str
    language: str
    locations: tuple[str, ...]
    app: str
    products: tuple[str, ...]
    texts: tuple[str, ...]


CLIENTS: tuple[Client, ...] = (
    Client(
        name="Maple & Moss US",
        company="Maple & Moss Outfitters Inc.",
        site="https://www.mapleandmoss.example",
        industry="290301",
        country="US",
        currency="USD",
        timezone="America/New_York",
        language="en",
        locations=("6252001",),
        app="Maple & Moss Trails",
        products=("Rain Shell", "Trail Runner", "Camp Mug", "Wool Base Layer", "Day Pack"),
        texts=(
            "Built for the walk to work and the weekend after it.",
            "Forty litres, two straps, zero fuss.",
            "Your old jacket called. It is still wet.",
            "Free returns for 60 days, even with mud on them.",
            "Made from last year's bottles. Worn by this year's hikers.",
        ),
    ),
    Client(
        name="Nordlicht Kaffee",
        company="Nordlicht Kaffeerösterei GmbH",
        site="https://www.nordlicht-kaffee.example",
        industry="291201",
        country="DE",
        currency="EUR",
        timezone="Europe/Berlin",
        language="de",
        locations=("2921044", "2782113"),
        app="Nordlicht Abo",
        products=("Hausmischung", "Espresso Nacht", "Filter Probierset", "Kaffee-Abo", "Handmühle"),
        texts=(
            "Heute geröstet, übermorgen in deiner Küche.",
            "Vier Sorten, ein Probierset, keine Ausreden.",
            "Dein Abo. Jederzeit pausierbar.",
            "Der Espresso, der auch nach dem dritten noch schmeckt.",
            "Gemahlen wird erst, wenn du klingelst.",
        ),
    ),
    Client(
        name="Sakura Minato",
        company="株式会社さくら港",
        site="https://www.sakura-minato.example",
        industry="292101",
        country="JP",
        currency="JPY",
        timezone="Asia/Tokyo",
        language="ja",
        locations=("1861060",),
        app="さくらノート",
        products=("スキンケア", "トライアルセット", "シートマスク", "定期便", "日焼け止め"),
        texts=(
            "朝の3分で、うるおいが続く。",
            "はじめての方は送料無料。",
            "敏感肌のためのシンプルな処方。",
            "定期便はいつでもお休みできます。",
            "毎日つかうものだから、やさしく。",
        ),
    ),
    Client(
        name="Fern Street Lettings",
        company="Fern Street Lettings Ltd",
        site="https://www.fernstreet.example",
        industry="293001",
        country="GB",
        currency="GBP",
        timezone="Europe/London",
        language="en",
        locations=("2635167",),
        app="Fern Street Keys",
        products=("Landlord Check", "Viewing Day", "Rent Guide", "Student Homes", "Move-in Pack"),
        texts=(
            "See the flat before the queue does.",
            "What is your home worth a month? Ask us, it is free.",
            "Keys on Friday, boxes on Saturday.",
            "A letting agent that answers on Sundays.",
            "Find a room near your lectures.",
        ),
    ),
    Client(
        name="Wattle Fitness",
        company="Wattle Fitness Pty Ltd",
        site="https://www.wattlefitness.example",
        industry="294402",
        country="AU",
        currency="AUD",
        timezone="Australia/Sydney",
        language="en",
        locations=("2077456",),
        app="Wattle Coach",
        products=("Starter Plan", "Kettlebell Set", "Coach Call", "Run Club", "Stretch Mat"),
        texts=(
            "Twelve minutes. That is the whole plan.",
            "Train where the wi-fi does not reach.",
            "Your first week with a coach is on us.",
            "One bell, forty exercises.",
            "Run with people who also hate running.",
        ),
    ),
    Client(
        name="Praia Verde Jogos",
        company="Praia Verde Jogos Ltda",
        site="https://www.praiaverde.example",
        industry="295001",
        country="BR",
        currency="BRL",
        timezone="America/Sao_Paulo",
        language="pt",
        locations=("3469034",),
        app="Ilha dos Doces",
        products=("Ilha dos Doces", "Corrida Maluca", "Passe de Temporada", "Torneio", "Pacote Inicial"),
        texts=(
            "Passe da fase 12 e conte para a gente.",
            "Jogue sem internet, até no metrô.",
            "Um doce por dia, todo dia.",
            "Chame os amigos para o torneio de sexta.",
            "Baixe grátis e comece com 500 moedas.",
        ),
    ),
)

AUDIENCES = ("Broad", "Women 25-44", "Men 18-34", "Parents", "Retargeting 30d", "Lookalike 1%", "Interest: Lifestyle")
HOOKS = ("UGC", "Studio", "Unboxing", "Founder", "Before-after", "Tutorial", "Street interview", "Product close-up")
SEASONS = ("Always-on", "Spring", "Summer", "Back to school", "Autumn", "Black Week", "Holiday", "New Year", "Launch")
